import { type Static, Type } from 'typebox';
import { durationOf, type Entry } from '../entry.ts';
import { compileJournalFilter, JournalFilter } from './journal-filter.ts';

const count = Type.Integer({ minimum: 0 });

export const CallAssertion = Type.Object({
  filter: Type.Optional(JournalFilter),
  count: Type.Optional(
    Type.Union([count, Type.Object({ min: Type.Optional(count), max: Type.Optional(count) })], {
      description: 'How many calls match; at least one unless said.',
    }),
  ),
  order: Type.Optional(
    Type.Array(JournalFilter, { description: 'Calls that came in this order, others in between allowed.' }),
  ),
});
export type CallAssertion = Static<typeof CallAssertion>;

const MOST_SHOWN = 20;

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
      return `Expected ${range(min, max)} matching ${say(filter)}, found ${matching.length}. ${shown(others, matching.length === 0 ? 'All calls' : 'These')}`;
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

function range(min: number, max: number): string {
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
