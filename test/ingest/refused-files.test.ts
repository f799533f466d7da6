/** Files that must not get in: encrypted, damaged, too large, or built to overwhelm. */
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readZip } from '../../src/ingest/formats/office-package.ts';
import { DEFAULT_FILE_LIMITS, type ParseOptions, parseFile, type UploadedFile } from '../../src/ingest/parse-file.ts';
import { fixtureFile, textFile } from './support/fixture-file.ts';

const refusal = (file: UploadedFile, limits?: ParseOptions['limits']) =>
  parseFile(file, { limits }).then(
    () => 'taken',
    ({ name, kind, message }) => ({ name, kind, message }),
  );
const broken = (message: unknown) => ({ name: 'BrokenFile', kind: 'broken_file', message });
const tooLarge = (message: unknown) => ({ name: 'TooLarge', kind: 'too_large', message });

const ZIPPED = ['handbook.docx', 'handbook.pptx', 'stations.xlsx', 'handbook.odt', 'handbook.epub'];

describe('encrypted', () => {
  it.each(['encrypted.pdf', 'encrypted.docx'])('%s', async (file) => {
    expect(await refusal(fixtureFile(file))).toEqual(broken('The file is encrypted.'));
  });

  it('an OpenDocument text', async () => {
    const entries = await readZip(fixtureFile('handbook.odt').bytes, DEFAULT_FILE_LIMITS);
    const manifest = new TextDecoder().decode(entries['META-INF/manifest.xml']);
    const locked = manifest.replace('</manifest:manifest>', '<manifest:encryption-data/></manifest:manifest>');
    expect(locked).not.toBe(manifest);
    const bytes = zipSync({ ...entries, 'META-INF/manifest.xml': new TextEncoder().encode(locked) });
    expect(await refusal({ bytes, name: 'a.odt' })).toEqual(broken('The file is encrypted.'));
  });
});

describe('damaged', () => {
  it.each([...ZIPPED, 'tides.pdf', 'bridges.pdf'])('%s cut in half', async (file) => {
    const { bytes, name } = fixtureFile(file);
    const result = await refusal({ bytes: bytes.subarray(0, bytes.length >> 1), name });
    expect(result).toEqual(broken(expect.any(String)));
  });

  it.each(ZIPPED)('%s without its main entry', async (file) => {
    const entries = await readZip(fixtureFile(file).bytes, DEFAULT_FILE_LIMITS);
    const main = /^(word\/document|ppt\/presentation|xl\/workbook|content|META-INF\/container)\.xml$/;
    const rest = Object.fromEntries(Object.entries(entries).filter(([name]) => !main.test(name)));
    expect(Object.keys(rest)).toHaveLength(Object.keys(entries).length - 1);
    expect(await refusal({ bytes: zipSync(rest), name: file })).toEqual(broken(expect.any(String)));
  });

  it.each<[string, UploadedFile]>([
    ['an empty file', textFile('a.txt', '')],
    ['a PDF header and nothing else', textFile('a.pdf', '%PDF-1.7\n')],
    ['a zip of something else as a Word file', { bytes: zipSync({ 'a.txt': new Uint8Array(9) }), name: 'a.docx' }],
  ])('%s', async (_name, file) => {
    expect(await refusal(file)).toEqual(broken(expect.any(String)));
  });
});

describe('too large', () => {
  it('in bytes', async () => {
    expect(await refusal(textFile('a.txt', '12345678901'), { fileBytes: 10 })).toEqual(
      tooLarge('The file is larger than 10 bytes.'),
    );
    expect(await refusal(textFile('a.txt', '1234567890'), { fileBytes: 10 })).toBe('taken');
  });

  it('in pages', async () => {
    expect(await refusal(fixtureFile('tides.pdf'), { pages: 2 })).toEqual(tooLarge('The file has more than 2 pages.'));
    expect(await refusal(fixtureFile('tides.pdf'), { pages: 3 })).toBe('taken');
  });

  it.each(ZIPPED)('a bomb in %s', async (file) => {
    const entries = await readZip(fixtureFile(file).bytes, DEFAULT_FILE_LIMITS);
    const bytes = zipSync({ ...entries, 'media/bomb.bin': new Uint8Array(1_000_001) }, { level: 1 });
    const result = await refusal({ bytes, name: file }, { decompressedBytes: 1_000_000 });
    expect(result).toEqual(tooLarge('The file unpacks to more than 1000000 bytes.'));
    expect(await refusal({ bytes, name: file })).toBe('taken');
  });

  it('by default past a hundred megabytes', async () => {
    const bytes = declareSize(zipSync({ 'word/document.xml': new Uint8Array(9) }), 101 * 1024 * 1024);
    const result = await refusal({ bytes, name: 'a.docx' });
    expect(result).toEqual(tooLarge('The file unpacks to more than 104857600 bytes.'));
  });

  it('an archive that understates what is in it', async () => {
    const bytes = declareSize(zipSync({ 'word/document.xml': new Uint8Array(512 * 1024) }, { level: 1 }), 10);
    const unpacked = await readZip(bytes, { ...DEFAULT_FILE_LIMITS, decompressedBytes: 1000 }).catch((error) => error);
    const size = unpacked instanceof Error ? 0 : unpacked['word/document.xml']!.length;
    expect(size).toBeLessThanOrEqual(1000);
  });
});

/** The archive of one entry with another unpacked size in both of its headers. */
function declareSize(bytes: Uint8Array, size: number): Uint8Array {
  const archive = Buffer.from(bytes);
  for (const [header, offset] of Object.entries({ 'PK\x03\x04': 22, 'PK\x01\x02': 24 }))
    archive.writeUInt32LE(size, archive.indexOf(header, 0, 'latin1') + offset);
  return archive;
}
