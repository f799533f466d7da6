import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Account, PerAccount } from '../../accounts/account.ts';
import { conflict } from '../../errors.ts';
import type { AccountFaults } from '../../faults/account-faults.ts';
import { ErrorSchema } from '../../http/schemas.ts';
import type { Scripts } from '../../scripting/scripts.ts';
import { faultCanMatch, nameableIn, scriptCanMatch } from './can-match.ts';
import { describeUnused, findUnused } from './unused-rules.ts';

export interface UnusedDependencies {
  faults: PerAccount<AccountFaults>;
  scripts: PerAccount<Scripts>;
}

const operation = (operationId: string, summary: string) => ({ operationId, summary, tags: ['Emulator'] });

export const UnusedRules = Type.Object({
  rules: Type.Array(
    Type.Object({
      kind: Type.Union([Type.Literal('fault'), Type.Literal('script')]),
      id: Type.String(),
      reason: Type.String({ description: 'Why it was not used, as a sentence.' }),
    }),
    { description: 'Faults that never fired and scripts that never answered.' },
  ),
  unmatched: Type.Object(
    {
      count: Type.Integer(),
      newest: Type.Array(
        Type.Object({
          entry_id: Type.Optional(Type.String({ description: 'Of the call in the journal.' })),
          operation: Type.Optional(Type.String()),
          llm: Type.String(),
          reasons: Type.Array(Type.String(), { description: 'What each script had against it.' }),
        }),
        { description: 'Oldest first; at most twenty.' },
      ),
    },
    { description: 'Requests to language models that no script answered though scripts were there, or had to be.' },
  ),
});

/** Whether what a test set up was of any use to it. */
export const unusedRoutes: FastifyPluginAsyncTypebox<UnusedDependencies> = async (app, dependencies) => {
  const unusedOf = (account: Account) => {
    const [faults, scripts] = [dependencies.faults(account), dependencies.scripts(account)];
    const names = nameableIn(account);
    return findUnused(
      faults.list().map((one) => ({ ...one, ...faultCanMatch(one, names) })),
      scripts.list().map((one) => ({ ...one, ...scriptCanMatch(one, names) })),
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
