import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Account } from '../../accounts/account.ts';
import { conflict } from '../../errors.ts';
import { ErrorSchema } from '../../http/schemas.ts';
import type { ApiScriptStatus } from '../api-scripts/api-script-schema.ts';
import type { FaultStatus } from '../faults/fault-rule-schema.ts';
import type { Powers } from '../powers.ts';
import type { ScriptStatus } from '../scripts/script-schema.ts';
import type { Scripts } from '../scripts/scripts.ts';
import { apiScriptCanMatch, type CanMatch, faultCanMatch, nameableIn, scriptCanMatch } from './can-match.ts';
import { UnusedRules } from './unused-schema.ts';

const operation = (operationId: string, summary: string) => ({ operationId, summary, tags: ['Emulator'] });

/** Whether what a test set up was of any use to it. */
export const unusedRoutes: FastifyPluginAsyncTypebox<Pick<Powers, 'faults' | 'scripts' | 'apiScripts'>> = async (
  app,
  dependencies,
) => {
  const unusedOf = (account: Account) => {
    const [faults, scripts] = [dependencies.faults(account), dependencies.scripts(account)];
    const names = nameableIn(account);
    return findUnused(
      faults.list().map((one) => ({ ...one, ...faultCanMatch(one, names) })),
      scripts.list().map((one) => ({ ...one, ...scriptCanMatch(one, names) })),
      dependencies
        .apiScripts(account)
        .list()
        .map((one) => ({ ...one, ...apiScriptCanMatch(one) })),
      scripts.unmatched(),
    );
  };

  app.get(
    '/_emulator/unused',
    {
      schema: {
        ...operation('listUnused', 'Faults and scripts that were never used, and LLM calls that no script answered.'),
        response: { 200: UnusedRules },
      },
    },
    async ({ account }) => unusedOf(account),
  );

  app.post(
    '/_emulator/unused/assert',
    {
      schema: {
        ...operation(
          'assertUsed',
          'Check that every fault and script was used, and every LLM call answered by a script.',
        ),
        description: 'LLM calls count only where the account has scripts, or where scripts are strict.',
        response: { 200: Type.Object({ passed: Type.Literal(true) }), 409: ErrorSchema },
      },
    },
    async ({ account }) => {
      const failure = describeUnused(unusedOf(account));
      if (failure !== undefined) throw conflict(failure);
      return { passed: true as const };
    },
  );
};

// What was set up and never came to anything: rules that were not used, requests to models that no script answered.

export interface UnusedRule {
  kind: 'fault' | 'script' | 'api_script';
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
  apiScripts: readonly (ApiScriptStatus & CanMatch)[],
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
        'Nothing it could answer got to it.',
      ),
      ...idle(
        'api_script',
        apiScripts.filter(({ times_used }) => times_used === 0),
        'No call of its operation came.',
      ),
    ],
    unmatched,
  };
}

/** In words, a line each; undefined when everything was used. */
export function describeUnused({ rules, unmatched: { count, newest } }: Unused): string | undefined {
  if (rules.length + count === 0) return undefined;
  const never = { fault: 'never fired', script: 'never answered', api_script: 'never answered' };
  const calls = newest.map(
    ({ llm, operation, entry_id, reasons }) =>
      `The LLM "${llm}" was asked${operation ? ` by ${operation}` : ''}${entry_id ? ` (request ${entry_id})` : ''} and no script answered. ` +
      (reasons.length === 0 ? 'There are no scripts.' : `${reasons.join('; ')}.`),
  );
  const more = count - newest.length;
  return [
    ...rules.map(({ kind, id, reason }) => `The ${kind.replace('api_', 'API ')} "${id}" ${never[kind]}. ${reason}`),
    ...(more > 0 ? [`The LLM calls that no script answered are ${count}; the newest:`] : []),
    ...calls,
  ].join('\n');
}
