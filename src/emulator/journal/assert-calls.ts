import type { FieldErrors } from '../../errors.ts';
import { durationOf, type Entry } from './entry.ts';
import type { AccountJournal } from './journal.ts';
import type { CallAssertion, JournalFilter } from './journal-schema.ts';
import { compileJournalFilter, operationErrors } from './search-journal.ts';

const MOST_SHOWN = 20;

/** Why an assertion says nothing, field by field: it would hold, or fail, whatever happened. */
export function assertionErrors(assertion: CallAssertion): FieldErrors {
  const errors: FieldErrors = {};
  const { filter, count: wanted, order } = assertion;
  if (filter === undefined && wanted === undefined && order === undefined) {
    errors.body = 'should say something: filter, count or order.';
  }
  if (typeof wanted === 'object') {
    const { min = 0, max = Infinity } = wanted;
    if (min === 0 && max === Infinity) errors['body.count.min'] = 'should be more than 0, or beside a max.';
    if (min > max) errors['body.count.max'] = `should be at least min, which is ${min}.`;
  }
  Object.assign(errors, operationErrors(filter, 'body.filter'));
  order?.forEach((one, index) => {
    Object.assign(errors, operationErrors(one, `body.order[${index}]`));
  });
  return errors;
}

/** Why a journal that forgot `forgotten` calls, until `forgottenUntil`, cannot tell; undefined when it can. */
export function cutShort({ filter = {} }: CallAssertion, { forgotten, forgottenUntil }: AccountJournal) {
  if (forgotten === 0 || (filter.since !== undefined && Date.parse(filter.since) > forgottenUntil)) return undefined;
  const until = new Date(forgottenUntil).toISOString();
  return (
    `The journal has forgotten ${calls(forgotten)} of this range, the last of ${until}, so nothing can be said about it. ` +
    'Have it keep more (PUT /_emulator/journal/settings with max_entries and max_bytes), clear it before what is tested, ' +
    'or assert of calls since a later time.'
  );
}

/** Undefined when the assertion holds, else what was found instead. Calls that are over count, unless a filter says else. */
export function assertCalls(
  entries: readonly Entry[],
  { filter = {}, count: wanted, order }: CallAssertion,
): string | undefined {
  const matching = entries.filter(compileJournalFilter({ state: 'finished', ...filter }));
  if (wanted !== undefined || order === undefined) {
    const { min = 0, max = Infinity } =
      typeof wanted === 'number' ? { min: wanted, max: wanted } : (wanted ?? { min: 1 });
    if (matching.length < min || matching.length > max) {
      const others = matching.length === 0 ? entries : matching;
      return `Expected ${between(min, max)} matching ${say(filter)}, found ${matching.length}. ${shown(others, matching.length === 0 ? 'All calls' : 'These')}`;
    }
  }
  return order && missingInOrder(matching, order);
}

function missingInOrder(entries: readonly Entry[], order: readonly JournalFilter[]): string | undefined {
  let next = 0;
  for (const [index, filter] of order.entries()) {
    const holds = compileJournalFilter(filter);
    const found = entries.findIndex((entry, place) => place >= next && holds(entry));
    if (found < 0) {
      const earlier = entries.findIndex(holds);
      const why = earlier < 0 ? 'there is none at all' : `the last one came before that, as call ${earlier + 1}`;
      const after = index === 0 ? '' : ` after call ${next}`;
      return `Expected a call matching ${say(filter)} (order[${index}])${after}, but ${why}. ${shown(entries, 'All calls')}`;
    }
    next = found + 1;
  }
  return undefined;
}

const calls = (number: number) => (number === 1 ? '1 call' : `${number} calls`);

function between(min: number, max: number): string {
  if (min === max) return calls(min);
  if (max === Infinity) return `at least ${calls(min)}`;
  return min === 0 ? `at most ${calls(max)}` : `${min} to ${calls(max)}`;
}

const say = (filter: JournalFilter) => JSON.stringify(filter);

function shown(entries: readonly Entry[], whose: string): string {
  if (entries.length === 0) return 'The journal is empty.';
  const lines = entries.slice(-MOST_SHOWN).map(line);
  const more = entries.length > MOST_SHOWN ? ` (the last ${MOST_SHOWN} of ${entries.length})` : '';
  return `${whose}${more}, oldest first: ${lines.join('; ')}.`;
}

const line = (entry: Entry) => {
  const { method, path, operationId } = entry;
  const outcome = entry.status === 0 ? 'running' : String(entry.status);
  return `${method} ${path} → ${outcome}${operationId ? ` (${operationId})` : ''} in ${Math.round(durationOf(entry))} ms`;
};
