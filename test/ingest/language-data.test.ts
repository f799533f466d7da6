import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { LANGUAGE_DATA, loadInSlices } from '../../scripts/load-in-slices.ts';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { temporaryFolder } from '../support/process.ts';

it('is the same in the package, where others have a turn while it is loaded', async () => {
  const original = join(PACKAGE_ROOT, 'node_modules/eld/src/ngrams/extrasmall.js');
  expect(original).toMatch(LANGUAGE_DATA);
  const file = join(temporaryFolder(), 'language-data.mjs');
  writeFileSync(file, await loadInSlices(original));

  let turns = 0;
  let isLoaded = false;
  const countTurn = () => {
    turns += 1;
    if (!isLoaded) setImmediate(countTurn);
  };
  setImmediate(countTurn);
  const { ngramsData } = await import(pathToFileURL(file).href);
  isLoaded = true;

  expect(turns).toBeGreaterThan(20);
  expect(ngramsData).toEqual((await import(pathToFileURL(original).href)).ngramsData);
});
