/** Paging and filtering, the same for every list. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { emulatorForFile } from '../support/emulator.ts';

const api = emulatorForFile({ upstream: 'simulate' });
const namesOf = (body: Json): string[] => body.llms.map(({ name }: Json) => name);
const NAMES = Array.from({ length: 12 }, (_, index) => `page ${String(index).padStart(2, '0')}`);

beforeAll(async () => {
  for (const name of NAMES) {
    const description = name.endsWith('3') ? 'The odd ONE out (a+b)' : '';
    await api.create('/v2/llms', {
      type: 'openai-compatible',
      name,
      description,
      model: 'm',
      uri: 'http://x.example/v1',
    });
  }
});

async function pagesOf(path: string): Promise<Json[]> {
  const pages = [await api.read(path)];
  while (pages.at(-1).metadata.page_key !== undefined) {
    const separator = path.includes('?') ? '&' : '?';
    pages.push(await api.read(`${path}${separator}page_key=${encodeURIComponent(pages.at(-1).metadata.page_key)}`));
  }
  return pages;
}

describe('paging', () => {
  test('ten a page by default; the last page has metadata without a key', async () => {
    const pages = await pagesOf('/v2/llms');
    expect(pages.map(({ llms }) => llms.length)).toEqual([10, 8]);
    expect(pages[1].metadata).toEqual({});
    expect(new Set(pages.flatMap(namesOf)).size).toBe(18);
  });

  test('a page that is exactly full is the last', async () => {
    const pages = await pagesOf('/v2/llms?limit=9');
    expect(pages.map(({ llms }) => llms.length)).toEqual([9, 9]);
    expect((await api.read('/v2/llms?limit=18')).metadata).toEqual({});
  });

  test('the limits of limit', async () => {
    expect((await api.read('/v2/llms?limit=1')).llms).toHaveLength(1);
    expect((await api.read('/v2/llms?limit=100')).llms).toHaveLength(18);
    for (const [limit, text] of [
      ['0', '0 should be at least 1.'],
      ['101', '101 should be at most 100.'],
      ['x', 'should be of type integer.'],
      ['1.5', 'should be of type integer.'],
    ]) {
      const answer = await api.get(`/v2/llms?limit=${limit}`);
      expect([answer.status, answer.body.field_errors]).toEqual([400, { 'query.limit': text }]);
    }
  });

  test('the key carries the filter of the first page, and wins over another one', async () => {
    const first = await api.read('/v2/llms?filter=page&limit=8');
    const key = encodeURIComponent(first.metadata.page_key);
    expect(namesOf(await api.read(`/v2/llms?limit=8&page_key=${key}`))).toEqual(NAMES.slice(8));
    expect(namesOf(await api.read(`/v2/llms?filter=gpt&limit=8&page_key=${key}`))).toEqual(NAMES.slice(8));
  });

  test('an empty key is the first page', async () => {
    expect(namesOf(await api.read('/v2/llms?limit=1&page_key='))).toEqual(['mockingbird-2.0']);
  });

  test.each([
    ['no base64', '***'],
    ['no JSON', Buffer.from('hello').toString('base64url')],
    ['another shape', Buffer.from('{"a":1}').toString('base64url')],
    ['a negative offset', Buffer.from('{"offset":-1,"filters":{}}').toString('base64url')],
    ['no filters', Buffer.from('{"offset":1,"filters":null}').toString('base64url')],
  ])('a key that is %s', async (_, key) => {
    for (const list of ['llms', 'generation_presets', 'corpora']) {
      const answer = await api.get(`/v2/${list}?page_key=${encodeURIComponent(key)}`);
      expect(answer.status).toBe(400);
      expect(Object.keys(answer.body.field_errors)).toEqual(['query.page_key']);
    }
  });
});

/** Every list of both APIs that filters, from their documents: path and names of its filters. */
const LISTS = ['vectara-emulator', 'emulator-control'].flatMap((name) => {
  const { paths } = JSON.parse(readFileSync(new URL(`../../openapi/${name}.json`, import.meta.url), 'utf8'));
  return Object.entries<Json>(paths).flatMap(([path, { get }]): [string, string[]][] => {
    const names: string[] = (get?.parameters ?? [])
      .filter((parameter: Json) => parameter.in === 'query')
      .map((parameter: Json) => parameter.name);
    const filters = names.filter((filter) => !['limit', 'page_key'].includes(filter));
    return names.includes('page_key') && filters.length > 0 && !path.includes('{') ? [[path, filters]] : [];
  });
});

describe('a forged key is refused in every list', () => {
  test('the lists were found', () => expect(LISTS.length).toBeGreaterThan(9));

  test.each(LISTS)('%s, whatever is wrong with a filter: %s', async (path, filters) => {
    for (const filter of filters) {
      for (const value of [{ a: 1 }, [{}], [[1]], null]) {
        const key = Buffer.from(JSON.stringify({ offset: 1, filters: { [filter]: value } })).toString('base64url');
        const { status, body } = await api.get(`${path}?page_key=${key}`);
        expect([filter, value, status, Object.keys(body.field_errors ?? {})]).toEqual([
          filter,
          value,
          400,
          ['query.page_key'],
        ]);
      }
    }
  });

  test('also where the filter is of its type and not one that the list takes', async () => {
    for (const filters of [{ started_after: 'yesterday' }, { started_before: 5 }]) {
      const key = Buffer.from(JSON.stringify({ offset: 1, filters })).toString('base64url');
      expect((await api.get(`/v2/queries?page_key=${key}`)).body.field_errors).toHaveProperty(['query.page_key']);
    }
  });
});

describe('filter', () => {
  const found = async (filter: string) =>
    namesOf(await api.read(`/v2/llms?limit=100&filter=${encodeURIComponent(filter)}`));

  test('unanchored and in any letter case, over name or description', async () => {
    expect(await found('PAGE 1')).toEqual(['page 10', 'page 11']);
    expect(await found('odd one')).toEqual(['page 03']);
    expect(await found('^page 0[12]$')).toEqual(['page 01', 'page 02']);
    expect(await found('\\(a\\+b\\)')).toEqual(['page 03']);
    expect(await found('nothing has this')).toEqual([]);
  });

  test('an empty one is none', async () => {
    expect(await found('')).toHaveLength(18);
  });

  test('what is no regular expression', async () => {
    const answer = await api.get(`/v2/llms?filter=${encodeURIComponent('(')}`);
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body.field_errors)).toEqual(['query.filter']);
  });

  test.each([
    ['look-ahead', 'page(?= 1)', 'look-ahead'],
    ['a back reference', '(a)\\1', 'a back reference'],
    ['too large a repetition', 'a{2000}', 'too large'],
  ])('%s is refused by name', async (_, filter, reason) => {
    const answer = await api.get(`/v2/llms?filter=${encodeURIComponent(filter)}`);
    expect(answer.status).toBe(400);
    expect(answer.body.field_errors['query.filter']).toContain(reason);
  });

  test('an expression that others backtrack over for ever is one like any other', async () => {
    const name = `${'a'.repeat(60)}!`;
    await api.create('/v2/llms', { type: 'openai-compatible', name, model: 'm', uri: 'http://x.example' });
    expect(await found('^(a+)+$')).toEqual([]);
    expect(await found('^(a+)+!$')).toEqual([name]);
  });
});
