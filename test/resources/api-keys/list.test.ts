import { beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../../support/client.ts';
import { emulatorForFile } from '../../support/emulator.ts';

const api = emulatorForFile();

beforeAll(async () => {
  for (const key of ['one', 'two']) await api.create('/v2/corpora', { key });
  const serving = { api_key_role: 'serving', corpus_keys: ['one', 'two'] };
  const indexing = { api_key_role: 'serving_and_indexing', corpus_keys: ['two'] };
  const reading = { corpus_roles: [{ corpus_key: 'one', role: 'viewer' }] };
  const all = { a: {}, b: serving, c: indexing, d: reading, e: serving };
  for (const [name, given] of Object.entries(all)) await api.create('/v2/api_keys', { name, ...given });
});

const namesOf = ({ api_keys }: Json): string => api_keys.map(({ name }: Json) => name).join('');

describe('keys in order of creation', () => {
  test.each([
    ['', 'abcde'],
    ['?corpus_key=one', 'bde'],
    ['?corpus_key=two', 'bce'],
    ['?corpus_key=none', ''],
    ['?api_key_role=serving', 'be'],
    ['?api_key_role=personal', 'a'],
    ['?api_key_role=serving_and_indexing&corpus_key=two', 'c'],
    ['?api_key_role=serving_and_indexing&corpus_key=one', ''],
  ])('filtered by "%s": %s', async (query, names) => {
    expect(namesOf(await api.read(`/v2/api_keys${query}`))).toBe(names);
  });

  test('in pages, which keep the filters of the first', async () => {
    const first = await api.read('/v2/api_keys?limit=2&corpus_key=one');
    expect(namesOf(first)).toBe('bd');
    const rest = await api.read(`/v2/api_keys?limit=2&page_key=${first.metadata.page_key}`);
    expect(namesOf(rest)).toBe('e');
    expect(rest.metadata).toEqual({});
  });

  test('ten when no limit is given', async () => {
    const own = (name: string) => ({ headers: { 'x-emulator-account': name } });
    for (let n = 0; n < 11; n += 1) await api.post('/v2/api_keys', { name: 'k' }, own('many'));
    const { body } = await api.get('/v2/api_keys', own('many'));
    expect(body.api_keys).toHaveLength(10);
    expect(body.metadata.page_key).toEqual(expect.any(String));
  });
});

test.each(['limit=0', 'limit=101', 'limit=x', 'page_key=nonsense', 'api_key_role=king', 'corpus_key=a%20b'])(
  '%s is refused',
  async (query) => {
    const refused = await api.get(`/v2/api_keys?${query}`);
    expect(refused.status).toBe(400);
    expect(Object.keys(refused.body.field_errors)).toEqual([`query.${query.split('=')[0]}`]);
  },
);
