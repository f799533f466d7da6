import { constants, deflateRawSync } from 'node:zlib';
import { afterEach, describe, expect, it, test, vi } from 'vitest';
import type { UploadedFile } from '../../src/ingest/parse-file.ts';
import { createFileParser, type FileParser, type FileParserOptions } from '../../src/ingest/parse-pool.ts';
import { fixtureFile, textFile } from './support/fixture-file.ts';
import { FUEL, handbookSections } from './support/handbook.ts';

const opened: FileParser[] = [];
const parser = (options?: FileParserOptions) => {
  const made = createFileParser(options);
  opened.push(made);
  return made;
};
afterEach(() => Promise.all(opened.splice(0).map((made) => made.close())));

const MARKDOWN = fixtureFile('handbook.md');
const threads = () => process.getActiveResourcesInfo().filter((resource) => resource === 'MessagePort').length;

describe('a file parser', () => {
  it('reads a file on a thread that it opens at the first file and ends when idle', async () => {
    const before = threads();
    const { parse } = parser({ idleMs: 100 });
    expect(threads()).toBe(before);
    const reading = parse(MARKDOWN, { extractTables: true });
    await vi.waitFor(() => expect(threads()).toBeGreaterThan(before), { interval: 5, timeout: 15_000 });
    expect((await reading).sections).toEqual(handbookSections(FUEL.asTable, ['"', '"']));
    expect(MARKDOWN.bytes.length).toBeGreaterThan(0);
    await vi.waitFor(() => expect(threads()).toBe(before), { timeout: 15_000 });
    expect((await parse(MARKDOWN)).title).toBe("Lighthouse Keeper's Handbook");
  });

  it('reads many files at once on few threads', async () => {
    const { parse } = parser({ threads: 1 });
    const names = ['handbook.md', 'stations.json', 'languages.txt', 'harbours.csv', 'plain.eml', 'bridges.html'];
    const parsed = await Promise.all(names.map((name) => parse(fixtureFile(name))));
    expect(parsed.map(({ title }) => title)).toEqual([
      "Lighthouse Keeper's Handbook",
      undefined,
      undefined,
      undefined,
      'Log entry',
      'Bridges of the valley',
    ]);
  });

  it.each([
    ['legacy.xls', { name: 'UnsupportedMediaType', kind: 'unsupported_media_type' }],
    ['encrypted.pdf', { name: 'BrokenFile', kind: 'broken_file', message: 'The file is encrypted.' }],
  ])('refuses %s with the same error as on the calling thread', async (file, refusal) => {
    await expect(parser().parse(fixtureFile(file))).rejects.toMatchObject(refusal);
  });

  it('passes the limits on', async () => {
    const refusal = { name: 'TooLarge', message: 'The file has more than 2 pages.' };
    await expect(parser().parse(fixtureFile('tides.pdf'), { limits: { pages: 2 } })).rejects.toMatchObject(refusal);
  });
});

describe('a file that is too much', () => {
  async function isRefused(options: FileParserOptions, file: UploadedFile, refusal: object) {
    const { parse } = parser({ threads: 1, ...options });
    await expect(parse(file)).rejects.toMatchObject({ name: 'TooLarge', kind: 'too_large', ...refusal });
  }

  const HUNGRY = textFile('hungry.html', '<p>'.repeat(1_500_000));
  const SLOW = textFile('slow.html', '<b>x</b><p>'.repeat(900_000));

  it('in time', async () => {
    await isRefused({ timeoutMs: 200 }, SLOW, { message: 'The file takes longer than 200 ms to read.' });
  });

  it('in unpacked bytes: a PDF with a page of four gigabytes', async () => {
    await isRefused({ memoryMb: 120 }, pdfBomb(4096), {
      message: 'The file takes more than 120 MB of memory to read.',
    });
  });

  it('in memory, and others are read all the same', async () => {
    const { parse } = parser({ threads: 1, memoryMb: 120 });
    const [hungry, ...others] = await Promise.allSettled([parse(HUNGRY), parse(MARKDOWN), parse(MARKDOWN)]);
    expect(hungry).toMatchObject({
      status: 'rejected',
      reason: { name: 'TooLarge', message: 'The file takes more than 120 MB of memory to read.' },
    });
    expect(others.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
  });
});

test('slow files delay themselves alone', async () => {
  const { parse } = parser({ threads: 2, slowMs: 50 });
  let ended = 0;
  const slow = Array.from({ length: 3 }, () => parse(textFile('slow.html', '<b>x</b><p>'.repeat(900_000))));
  for (const one of slow) one.catch(() => {}).finally(() => ended++);
  expect((await parse(MARKDOWN)).title).toBe("Lighthouse Keeper's Handbook");
  expect(ended).toBe(0);
});

describe('a closed file parser', () => {
  it('gives up what it reads and takes nothing more', async () => {
    const { parse, close } = parser();
    const reading = expect(parse(textFile('slow.html', '<b>x</b><p>'.repeat(900_000)))).rejects.toThrow('closed');
    await close();
    await reading;
    await expect(parse(MARKDOWN)).rejects.toThrow('closed');
  });

  it('may never have been used', async () => {
    await expect(createFileParser().close()).resolves.toBeUndefined();
  });
});

/** One page whose content unpacks to so many megabytes of blanks: one deflated block, repeated. */
function pdfBomb(megabytes: number): UploadedFile {
  const block = deflateRawSync(Buffer.alloc(1024 * 1024, ' '), { finishFlush: constants.Z_FULL_FLUSH });
  const data = Buffer.concat([Buffer.from([0x78, 0x9c]), ...Array<Buffer>(megabytes).fill(block)]);
  const objects = [
    '1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n',
    '2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n',
    '3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<<>>>> endobj\n',
    `4 0 obj <</Filter/FlateDecode/Length ${data.length}>> stream\n`,
  ];
  const head = Buffer.from(`%PDF-1.4\n${objects.join('')}`);
  const tail = Buffer.from('\nendstream endobj\ntrailer <</Root 1 0 R>>\n%%EOF');
  return { bytes: Buffer.concat([head, data, tail]), name: 'bomb.pdf' };
}
