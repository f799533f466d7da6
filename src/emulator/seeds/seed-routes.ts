import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { invalidField, invalidFields } from '../../errors.ts';
import { BadRequestErrorSchema } from '../../http/schemas.ts';
import type { Powers } from '../powers.ts';
import { SeedInvalid } from './seed-invalid.ts';
import { Seed } from './seed-schema.ts';

const LARGEST_SEED_BYTES = 256 * 2 ** 20;

const SeedResult = Type.Object({
  created: Type.Array(Type.String({ description: 'Like llms/mine or corpora/handbook/documents/a.' })),
  updated: Type.Array(Type.String()),
  unchanged: Type.Integer({ description: 'How many entries were there already as they are defined.' }),
  kept: Type.Array(Type.Object({ entry: Type.String(), reason: Type.String() }), {
    description: 'What is there otherwise than it is defined, and why it stays so.',
  }),
});

const operation = (operationId: string, summary: string) => ({ operationId, summary, tags: ['Emulator'] });

export const seedRoutes: FastifyPluginAsyncTypebox<Pick<Powers, 'seeds' | 'reader'>> = async (
  app,
  { seeds, reader },
) => {
  // Read as text whatever it says it is: errors name lines.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: LARGEST_SEED_BYTES }, (_request, body, done) =>
    done(null, body),
  );

  app.post(
    '/_emulator/seed',
    {
      bodyLimit: LARGEST_SEED_BYTES,
      validatorCompiler: () => (value) => ({ value }),
      schema: {
        ...operation('seedAccount', 'Fill the account from a seed, YAML or JSON; it is what reset goes back to.'),
        consumes: ['application/yaml', 'application/json'],
        body: Seed,
        response: { 200: SeedResult, 400: BadRequestErrorSchema },
      },
    },
    async ({ account, body }) => {
      try {
        return await seeds.apply(account, await reader.read(String(body ?? '')));
      } catch (error) {
        throw error instanceof SeedInvalid ? toApiError(error) : error;
      }
    },
  );

  app.get(
    '/_emulator/seed/schema',
    {
      schema: {
        ...operation('getSeedSchema', 'The JSON Schema of seeds, for editors.'),
        response: { 200: Type.Object({}, { additionalProperties: true }) },
      },
    },
    async () => ({ $schema: 'http://json-schema.org/draft-07/schema#', ...Seed }),
  );
};

/** A 400 that names every problem with its line. */
export function toApiError({ problems, message }: SeedInvalid) {
  const fields = problems.map(({ path, line, column, message }): [string, string] => [
    path,
    `${message} (line ${line}, column ${column})`,
  ]);
  return invalidFields(Object.fromEntries(fields), message);
}

const To = Type.Union([Type.Literal('seed'), Type.Literal('empty')]);

export const resetRoutes: FastifyPluginAsyncTypebox<Pick<Powers, 'seeds'>> = async (app, { seeds }) => {
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
      config: { repairsAccounts: true },
      // The whole body may be left out.
      preValidation: async (request) => {
        request.body ??= {} as never;
      },
    },
    async ({ account, damagedAccount, body }) => {
      const named = { name: damagedAccount ?? account.name };
      const to = body?.to ?? (seeds.has(named) ? 'seed' : 'empty');
      if (to === 'seed' && !seeds.has(named)) {
        throw invalidField('body.to', '"seed" needs a seed: start with --seed, or send one to /_emulator/seed.');
      }
      try {
        const { name } = await seeds.reset(named, to);
        return { account: name, reset_to: to };
      } catch (error) {
        throw error instanceof SeedInvalid ? toApiError(error) : error;
      }
    },
  );
};
