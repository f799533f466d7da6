import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { invalidField } from '../../errors.ts';
import { BadRequestErrorSchema } from '../../http/schemas.ts';
import { SeedInvalid } from '../seed/seed-invalid.ts';
import { toApiError } from '../seed/seed-routes.ts';
import type { Seeds } from '../seed/seeds.ts';

export interface ResetDependencies {
  seeds: Seeds;
}

const To = Type.Union([Type.Literal('seed'), Type.Literal('empty')]);

export const resetRoutes: FastifyPluginAsyncTypebox<ResetDependencies> = async (app, { seeds }) => {
  app.post(
    '/_emulator/reset',
    {
      schema: {
        operationId: 'resetAccount',
        summary: 'Bring the account back to its seed, or, without one, to nothing. Snapshots stay.',
        tags: ['Emulator'],
        body: Type.Optional(Type.Object({ to: Type.Optional(To) })),
        response: { 200: Type.Object({ account: Type.String(), reset_to: To }), 400: BadRequestErrorSchema },
      },
      // The whole body may be left out.
      preValidation: async (request) => {
        request.body ??= {} as never;
      },
    },
    async ({ account, body }) => {
      const to = body?.to ?? (seeds.has(account) ? 'seed' : 'empty');
      if (to === 'seed' && !seeds.has(account)) {
        throw invalidField('body.to', '"seed" needs a seed: start with --seed, or send one to /_emulator/seed.');
      }
      try {
        const { name } = await seeds.reset(account, to);
        return { account: name, reset_to: to };
      } catch (error) {
        throw error instanceof SeedInvalid ? toApiError(error) : error;
      }
    },
  );
};
