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

describe('text is text', () => {
  it.each<[string, string, string]>([
    ['about.txt', 'Every file begins with %PDF-1.7 and goes on.', 'text'],
    ['about.md', '# Formats\n\n%PDF-1.4\n1 0 obj\nendobj\nstartxref\n9', 'markdown'],
    ['about.html', '<!doctype html><p>%PDF-1.4</p>', 'html'],
    ['about.csv', 'format,magic\npdf,%PDF-\n', 'csv'],
    ['about.eml', 'Subject: %PDF-1.7\n\n%PDF-1.7\n', 'mail'],
    ['about.json', '{"magic":"%PDF-1.7"}', 'json'],
    ['start.txt', '%PDF-1.7 is how it begins.', 'text'],
    ['cars.txt', 'BMW cars are many.', 'text'],
    ['gif.md', 'GIF89a is a version.', 'markdown'],
    ['id3.txt', 'ID3 tags are in MP3 files.', 'text'],
    ['mz.csv', 'MZ,DOS\n', 'csv'],
    ['plain.docx', 'Words.', 'text'],
    ['plain.pptx', 'Words.', 'text'],
    ['plain.xlsx', 'a,b', 'text'],
    ['plain.pdf', 'Words.', 'text'],
    ['plain.doc', 'Words.', 'text'],
    ['plain.odt', 'Words.', 'text'],
    ['plain.epub', 'Words.', 'text'],
    ['plain.rtf', 'Words.', 'text'],
    ['page.docx', '<!DOCTYPE html><p>Words.', 'html'],
    ['comments.txt', `${'<!-- note -->\n'.repeat(2000)}<html>`, 'html'],
    ['comments.md', `${'<!-- note -->\n'.repeat(2000)}# Title`, 'markdown'],
    ['open.md', '<!-- '.repeat(2000), 'markdown'],
    ['xhtml.txt', '<?xml version="1.0"?>\n<!-- c --> <html xmlns="x">', 'html'],
  ])('in %s', async (name, source, type) => {
    const { bytes } = textFile(name, source);
    expect(await fileTypeOf(bytes, name)).toBe(type);
  });

  it.each([
    ['a.bin', '%PDF-1.4\n1 0 obj\n<<>>\nendobj\nxref\nstartxref\n0\n%%EOF'],
    ['a.txt', '%PDF-1.4\n1 0 obj\n<<>>\nendobj\nxref\nstartxref\n0\n%%EOF'],
    ['a.pdf', 'Sent by fax\n%PDF-1.4\n'],
    ['a.txt', 'Sent by fax\n%PDF-1.4\n\u0000\u0001'],
  ])('but a PDF in %s is one', async (name, source) => {
    expect(await fileTypeOf(textFile(name, source).bytes, name)).toBe('pdf');
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
