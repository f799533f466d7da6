import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { program } from '../../rolldown.config.ts';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { dynamicImports } from '../support/modules.ts';
import { fixtureFile } from './support/fixture-file.ts';

/** Inside the package, so that what stays outside the bundle is found. */
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(PACKAGE_ROOT, 'node_modules/.bundle-'));
  const { 'parse-worker': worker } = program.input;
  const bundle = await rolldown({
    ...program,
    cwd: PACKAGE_ROOT,
    input: { 'parse-worker': worker, parser: 'src/ingest/parse-pool.ts' },
  });
  await bundle.write({ ...program.output, dir: folder });
  await bundle.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

it('reads files from the bundle as from the source', async () => {
  const url = pathToFileURL(join(folder, 'parser.js')).href;
  const { createFileParser }: typeof import('../../src/ingest/parse-pool.ts') = await import(url);
  const { parse, close } = createFileParser({ threads: 1 });
  try {
    expect((await parse(fixtureFile('handbook.docx'))).title).toBe('Lighthouse Keeper’s Handbook');
    expect((await parse(fixtureFile('tides.pdf'))).sections).toHaveLength(3);
    await expect(parse(fixtureFile('legacy.xls'))).rejects.toMatchObject({ kind: 'unsupported_media_type' });
  } finally {
    await close();
  }
});

it('leaves outside what is a dependency of the package, and loads it when it is needed', () => {
  const loaded = readdirSync(folder)
    .filter((file) => file.endsWith('.js'))
    .flatMap((file) => dynamicImports(readFileSync(join(folder, file), 'utf8')));
  expect(loaded).toContain('unpdf');
});
