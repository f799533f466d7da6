/** What an upload's form may look like (docs/behaviour/uploads.md, Form fields). */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../../../support/client.ts';
import { json, type RawPart, uploader } from './upload-form.ts';

export function forms(api: Client): void {
  const { upload, raw, send, newCorpus, idsOf } = uploader(api);
  let corpus = '';
  beforeAll(async () => {
    corpus = await newCorpus();
  });

  const file = (disposition?: string, content: RawPart['content'] = 'Bees make honey.'): RawPart => ({
    name: 'file',
    disposition,
    type: 'text/plain',
    content,
  });

  describe('the id is the name of the file', () => {
    test.each<[string, RawPart[], string]>([
      ['with its extension', [file('; filename="honey v1.2.txt"')], 'honey v1.2.txt'],
      ['unquoted', [file('; filename=honey.txt')], 'honey.txt'],
      ['in raw UTF-8', [file('; filename="Größe 蜜.txt"')], 'Größe 蜜.txt'],
      ['percent-encoded', [file('; filename="%E8%9C%9C%20one.txt"')], '蜜 one.txt'],
      ['percent-encoded once only', [file('; filename="50%2525.txt"')], '50%25.txt'],
      ['with a percent sign that encodes nothing', [file('; filename="100% honey.txt"')], '100% honey.txt'],
      ['as RFC 5987 has it', [file("; filename*=UTF-8''%E8%9C%9C-5987.txt")], '蜜-5987.txt'],
      ['with its folders', [file('; filename="bees/hive.txt"')], 'bees/hive.txt'],
      ['unless a field says otherwise', [file('; filename="a.txt"'), { name: 'filename', content: 'b.txt' }], 'b.txt'],
      ['or a field alone', [file(), { name: 'filename', type: 'text/plain', content: 'alone.txt' }], 'alone.txt'],
      ['or a field that comes first', [{ name: 'filename', content: 'Zuerst ä.txt' }, file()], 'Zuerst ä.txt'],
      ['not an empty field', [file('; filename="kept.txt"'), { name: 'filename', content: '' }], 'kept.txt'],
    ])('%s', async (_, parts, id) => {
      const { status, body } = await raw(corpus, parts);
      expect([status, body.id]).toEqual([201, id]);
      expect(await idsOf(corpus)).toContain(id);
    });

    test('and is needed', async () => {
      for (const parts of [[file()], [file('; filename=""')]]) {
        const { status, body } = await raw(corpus, parts);
        expect([status, Object.keys(body.field_errors)]).toEqual([400, ['body.filename']]);
      }
    });

    test('without control characters, of 1024 characters at most', async () => {
      for (const content of ['a\u0007.txt', `${'a'.repeat(1021)}.txt`]) {
        const { status, body } = await raw(corpus, [file(), { name: 'filename', content }]);
        expect([status, Object.keys(body.field_errors)]).toEqual([400, ['body.filename']]);
      }
    });
  });

  describe('JSON parts', () => {
    test.each<[string, RawPart]>([
      ['with a content type', { name: 'metadata', type: 'application/json; charset=utf-8', content: '{"n":"ü"}' }],
      ['without one', { name: 'metadata', content: '{"n":"ü"}' }],
      ['with another', { name: 'metadata', type: 'text/plain', content: ' {"n": "ü"}\n' }],
      ['as a file', { name: 'metadata', disposition: '; filename="blob"', content: '{"n":"ü"}' }],
    ])('%s', async (name, part) => {
      for (const [place, parts] of [
        [file(), part],
        [part, file()],
      ].entries()) {
        const filename = { name: 'filename', content: `${name} ${place}.txt` };
        const { status, body } = await raw(corpus, [...parts, filename]);
        expect([status, body.metadata]).toEqual([201, { n: 'ü' }]);
      }
    });

    test.each<[string, string, string]>([
      ['metadata', '{"n":', 'body.metadata'],
      ['metadata', '', 'body.metadata'],
      ['metadata', '"text"', 'body.metadata'],
      ['metadata', '[1]', 'body.metadata'],
      ['chunking_strategy', 'sentence', 'body.chunking_strategy'],
      ['chunking_strategy', '{"type":"by_moon"}', 'body.chunking_strategy.type'],
      ['chunking_strategy', '{"max_chars_per_chunk":99}', 'body.chunking_strategy.max_chars_per_chunk'],
      ['table_extraction_config', '{}', 'body.table_extraction_config.extract_tables'],
      ['table_extraction_config', '{"extract_tables":"yes"}', 'body.table_extraction_config.extract_tables'],
      [
        'table_extraction_config',
        '{"extract_tables":true,"extractor":{"name":"abacus"}}',
        'body.table_extraction_config.extractor.name',
      ],
    ])('%s as %s is refused', async (name, content, field) => {
      const { status, body } = await raw(corpus, [
        file('; filename="refused.txt"'),
        { name, type: 'application/json', content },
      ]);
      expect([status, Object.keys(body.field_errors)]).toEqual([400, [field]]);
      expect(await idsOf(corpus)).not.toContain('refused.txt');
    });

    test('null is as good as absent; unknown parts are ignored', async () => {
      const { status, body } = await raw(corpus, [
        { name: 'constructive', content: 'x'.repeat(100_000) },
        { name: 'metadata', type: 'application/json', content: 'null' },
        file('; filename="null.txt"'),
      ]);
      expect([status, body.metadata]).toEqual([201, {}]);
    });

    test('any name may be a key of metadata', async () => {
      const { status, body } = await raw(corpus, [
        file('; filename="keys.txt"'),
        { name: 'metadata', type: 'application/json', content: '{"__proto__":{"a":1},"constructor":2}' },
      ]);
      expect([status, JSON.stringify(body.metadata)]).toEqual([201, '{"__proto__":{"a":1},"constructor":2}']);
    });

    test('a chunking strategy packs sentences', async () => {
      const text = Array.from({ length: 30 }, (_, n) => `Bee ${n} flies.`).join(' ');
      await upload(corpus, 'sentences.txt', text);
      await upload(corpus, 'packs.txt', text, {
        chunking_strategy: json({ type: 'max_chars_chunking_strategy', max_chars_per_chunk: 150 }),
      });
      const lengths = async (id: string): Promise<number[]> =>
        (await api.read(`/v2/corpora/${corpus}/documents/${id}`)).parts.map(
          ({ text: part }: { text: string }) => part.length,
        );
      expect(await lengths('sentences.txt')).toHaveLength(30);
      const packs = await lengths('packs.txt');
      expect(packs.length).toBeLessThan(5);
      expect(Math.max(...packs)).toBeLessThanOrEqual(150);
    });
  });

  describe('limits', () => {
    const TEN_MB = 10 * 1024 * 1024;

    test('a file over 10 MB is a 413, wherever it stands', async () => {
      const large = new Uint8Array(TEN_MB + 1).fill(0x20);
      const { status, body } = await raw(corpus, [
        file('; filename="a.txt"', large),
        { name: 'metadata', content: '{}' },
      ]);
      expect([status, Object.keys(body)]).toEqual([413, ['messages', 'request_id']]);
      expect(body.messages[0]).toContain('10485760');
    });

    test('one of exactly 10 MB is looked at', async () => {
      const { status } = await upload(corpus, 'exact.exe', new Uint8Array(TEN_MB));
      expect(status).toBe(415);
    });

    test('an empty file is a 400; one of blanks has no parts', async () => {
      const empty = await upload(corpus, 'empty.txt', '');
      expect([empty.status, empty.body.messages]).toEqual([400, ['The file is empty.']]);
      expect((await upload(corpus, 'blank.txt', ' \n')).status).toBe(201);
      expect((await api.read(`/v2/corpora/${corpus}/documents/blank.txt`)).parts).toEqual([]);
    });
  });

  describe('what is no form', () => {
    test.each<[string, string | undefined, string, number]>([
      ['JSON', 'application/json', '{}', 415],
      ['text', 'text/plain', 'Bees', 415],
      ['another kind of multipart', 'multipart/mixed; boundary=b', '--b--', 415],
      ['multipart without a boundary', 'multipart/form-data', 'x', 400],
    ])('%s', async (_, type, body, status) => {
      const answer = await send(corpus, body, type ? { 'content-type': type } : {});
      expect(answer.status).toBe(status);
      expect(answer.body.messages[0]).toContain('multipart/form-data');
    });

    test('nothing at all', async () => {
      const { status } = await api.post(`/v2/corpora/${corpus}/upload_file`);
      expect(status).toBe(415);
    });

    test('a form that is cut off, in a part or after one', async () => {
      for (const end of ['', '--a-bound']) {
        const { status, body } = await raw(corpus, [file('; filename="cut.txt"')], end);
        expect([status, Object.keys(body.field_errors)]).toEqual([400, ['body']]);
      }
      expect(await idsOf(corpus)).not.toContain('cut.txt');
    });

    test('a form without a file', async () => {
      const { status, body } = await raw(corpus, [{ name: 'filename', content: 'a.txt' }]);
      expect([status, body.field_errors]).toEqual([400, { 'body.file': 'is required.' }]);
    });
  });
}
