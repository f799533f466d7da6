import Fastify from 'fastify';
import { Type } from 'typebox';
import { expect, onTestFinished, test } from 'vitest';
import { registerErrorHandler } from '../../src/http/create-server.ts';
import { registerValidation } from '../../src/http/validation.ts';

/** A server with one route that shows how its query string was understood. */
async function serveQuery(properties: Parameters<typeof Type.Object>[0]) {
  const app = Fastify();
  registerErrorHandler(app);
  registerValidation(app);
  app.get('/', { schema: { querystring: Type.Object(properties) } }, async (request) => request.query);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => app.close());
  return async (query: string) => (await fetch(`${url}/?${query}`)).json();
}

test('booleans in query strings in any letter case', async () => {
  const read = await serveQuery({ flag: Type.Optional(Type.Boolean()) });
  for (const word of ['true', 'True', 'TRUE']) expect(await read(`flag=${word}`)).toEqual({ flag: true });
  for (const word of ['false', 'False']) expect(await read(`flag=${word}`)).toEqual({ flag: false });
  expect(await read('flag=yes')).toMatchObject({ field_errors: { 'query.flag': 'should be of type boolean.' } });
});

test('text that reads like a boolean stays as it is', async () => {
  const read = await serveQuery({ name: Type.Optional(Type.String()) });
  expect(await read('name=True')).toEqual({ name: 'True' });
});

test('a parameter given once may stand for a list, and defaults are filled in', async () => {
  const read = await serveQuery({
    tags: Type.Optional(Type.Array(Type.Integer())),
    limit: Type.Optional(Type.Integer({ default: 10 })),
  });
  expect(await read('tags=1')).toEqual({ tags: [1], limit: 10 });
  expect(await read('tags=1&tags=2&limit=3')).toEqual({ tags: [1, 2], limit: 3 });
});
