import { describe, expect, it } from 'vitest';
import { fileTypeOf } from '../../src/ingest/formats/file-type.ts';
import { fixtureFile, textFile } from './support/fixture-file.ts';

const typeOf = ({ bytes, name, contentType }: ReturnType<typeof fixtureFile>) => fileTypeOf(bytes, name, contentType);

describe('what a file is', () => {
  it.each([
    ['tides.pdf', 'pdf'],
    ['handbook.docx', 'docx'],
    ['handbook.pptx', 'pptx'],
    ['stations.xlsx', 'xlsx'],
    ['handbook.odt', 'odt'],
    ['handbook.epub', 'epub'],
    ['letter.rtf', 'rtf'],
    ['bridges.html', 'html'],
  ])('the content of %s decides against its name and declared type', async (file, type) => {
    for (const name of [file, 'upload', 'upload.txt', 'upload.bin'])
      expect(await typeOf(fixtureFile(file, name, 'text/csv'))).toBe(type);
  });

  it.each([
    ['handbook.md', 'markdown'],
    ['harbours.csv', 'csv'],
    ['stations.json', 'json'],
    ['keys.eml', 'mail'],
    ['languages.txt', 'text'],
    ['utf16.txt', 'text'],
    ['latin1.txt', 'text'],
  ])('the extension of %s decides where the content is any text, whatever is declared', async (file, type) => {
    expect(await typeOf(fixtureFile(file, file.toUpperCase(), 'application/octet-stream'))).toBe(type);
  });

  it.each([
    ['text/markdown; charset=utf-8', 'markdown'],
    ['text/plain', 'text'],
    ['Text/HTML', 'html'],
    ['message/rfc822', 'mail'],
    ['application/json', 'json'],
  ])('the declared type %s decides where neither does', async (contentType, type) => {
    for (const name of ['notes', 'notes.bin', 'notes.log'])
      expect(await fileTypeOf(textFile(name, 'Words.').bytes, name, contentType)).toBe(type);
  });

  it.each(['htm', 'xhtml', 'lxml', 'markdown', 'tsv', 'text'])('knows .%s', async (extension) => {
    await expect(typeOf(textFile(`a.${extension}`, 'Words.'))).resolves.toBeTypeOf('string');
  });
});

describe('what is refused as unsupported', () => {
  const PNG = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );

  it.each<[string, Parameters<typeof typeOf>[0]]>([
    ['an old .xls', fixtureFile('legacy.xls')],
    ['an old .xls under a new name', fixtureFile('legacy.xls', 'report.xlsx')],
    ['an old .doc by its container', fixtureFile('legacy.xls', 'report.doc')],
    ['a picture', { bytes: PNG, name: 'a.png' }],
    ['a picture that claims to be text', { bytes: PNG, name: 'a.txt', contentType: 'text/plain' }],
    ['text of no name and no type', textFile('notes', 'Words.')],
    ['text of another kind', textFile('a.py', 'print()')],
    ['zeros', { bytes: new Uint8Array(64), name: 'a.txt' }],
  ])('%s', async (_name, file) => {
    await expect(typeOf(file)).rejects.toMatchObject({ kind: 'unsupported_media_type', name: 'UnsupportedMediaType' });
  });
});
