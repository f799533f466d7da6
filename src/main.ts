#!/usr/bin/env node
/**
 * The process. Checks its Node before anything native is loaded: better-sqlite3 crashes on old ones. Imports nothing by
 * name here, since an old Node refuses names it does not know before it runs a line.
 */
import module from 'node:module';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `vectara-emulator needs Node 22.18 or newer; this is ${process.versions.node}. \`npm start\` brings its own.`,
  );
  process.exit(1);
}
module.enableCompileCache();
const { run } = await import('./run.ts');
await run(process.argv.slice(2), process.env);
