import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { invalidFields } from '../../errors.ts';
import { BadRequestErrorSchema } from '../../http/schemas.ts';
import type { SeedReader } from './read/read-seed.ts';
import { SeedInvalid } from './seed-invalid.ts';
import { Seed } from './seed-schema.ts';
import type { Seeds } from './seeds.ts';

export interface SeedDependencies {
  seeds: Seeds;
  reader: SeedReader;
}

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

export const seedRoutes: FastifyPluginAsyncTypebox<SeedDependencies> = async (app, { seeds, reader }) => {
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
