/** What was set up and never came to anything: rules that were not used, requests to models that no script answered. */
import type { FaultStatus } from '../../faults/schema/fault-rule-schema.ts';
import type { Scripts } from '../../scripting/scripts.ts';
import type { ScriptStatus } from '../../scripting/scripts-schema.ts';
import type { CanMatch } from './can-match.ts';

export interface UnusedRule {
  kind: 'fault' | 'script';
  id: string;
  reason: string;
}

export interface Unused {
  rules: UnusedRule[];
  unmatched: ReturnType<Scripts['unmatched']>;
}

export function findUnused(
  faults: readonly (FaultStatus & CanMatch)[],
  scripts: readonly (ScriptStatus & CanMatch)[],
  unmatched: Unused['unmatched'],
): Unused {
  const reasonOf = ({ why_not, last_mismatch }: CanMatch & { last_mismatch?: string }, untried: string) =>
    why_not ?? (last_mismatch === undefined ? untried : `${last_mismatch}.`);
  const idle = <Status>(
    kind: UnusedRule['kind'],
    list: readonly (Status & CanMatch & { id: string })[],
    untried: string,
  ) => list.map((one): UnusedRule => ({ kind, id: one.id, reason: reasonOf(one, untried) }));
  return {
    rules: [
      ...idle(
        'fault',
        faults.filter(({ times_fired }) => times_fired === 0),
        'No call was looked at.',
      ),
      ...idle(
        'script',
        scripts.filter(({ times_used }) => times_used === 0),
        'No request to a language model got to it.',
      ),
    ],
    unmatched,
  };
}

/** In words, a line each; undefined when everything was used. */
export function describeUnused({ rules, unmatched: { count, newest } }: Unused): string | undefined {
  if (rules.length + count === 0) return undefined;
  const never = { fault: 'never fired', script: 'never answered' };
  const calls = newest.map(
    ({ llm, operation, entry_id, reasons }) =>
      `The LLM "${llm}" was asked${operation ? ` by ${operation}` : ''}${entry_id ? ` (request ${entry_id})` : ''} and no script answered. ` +
      (reasons.length === 0 ? 'There are no scripts.' : `${reasons.join('; ')}.`),
  );
  const more = count - newest.length;
  return [
    ...rules.map(({ kind, id, reason }) => `The ${kind} "${id}" ${never[kind]}. ${reason}`),
    ...(more > 0 ? [`The LLM calls that no script answered are ${count}; the newest:`] : []),
    ...calls,
  ].join('\n');
}
