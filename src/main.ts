#!/usr/bin/env node
/**
 * The process. Checks its Node before anything native is loaded: better-sqlite3 crashes on old ones. Imports nothing by
 * name here, since an old Node refuses names it does not know before it runs a line.
 */
import fs from 'node:fs';
import module from 'node:module';
import tooOldNode from './need-node.ts';

const tooOld = tooOldNode();
if (tooOld !== undefined) {
  console.error(`${tooOld} \`npm start\` in a checkout brings its own.`);
  process.exit(1);
}
module.enableCompileCache();

/** What builds `dist/`: in a checkout it stands beside it, in the published package there is none. */
const builder = new URL('../scripts/dist.js', import.meta.url);
if (import.meta.filename.endsWith('.js') && fs.existsSync(builder) && (await isRebuilt())) {
  await import(`${import.meta.url}?rebuilt`);
} else {
  const { run } = await import('./run.ts');
  await run(process.argv.slice(2), process.env);
}

/** Whether this is a `dist/main.js` older than the sources, and another has just been built in its place. */
async function isRebuilt(): Promise<boolean> {
  const { isDistFresh, buildDist } = await import(builder.href);
  if (isDistFresh()) return false;
  try {
    buildDist();
  } catch (error) {
    console.error(`vectara-emulator: ${(error as Error).message}`);
    process.exit(1);
  }
  return true;
}
