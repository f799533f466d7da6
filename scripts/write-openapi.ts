/**
 * Writes from the routes openapi/vectara-emulator.json and, for the emulator's own API, openapi/emulator-control.json and
 * docs/control-api.md, and the README's table of what is emulated.
 * With --check nothing is written; exits 1 when either is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import swagger from '@fastify/swagger';
import { pino } from 'pino';
import { openAccounts } from '../src/accounts/accounts.ts';
import { buildApp } from '../src/app.ts';
import { CONTROL_OPENAPI_FILE, OPENAPI_FILE } from '../src/docs-routes.ts';
import { openRecordings } from '../src/emulator/recordings/recordings.ts';
import { createBuiltInModel } from '../src/upstream/built-in/built-in-model.ts';
import { controlApiDoc } from './control-api/control-api-doc.ts';
import { CONTROL_EXAMPLES } from './control-api/examples.ts';
import type { OpenApi } from './control-api/openapi.ts';
import { toOpenApi } from './openapi-document.ts';
import { supportTable, withSupportTable } from './support-table.ts';

const README = new URL('../README.md', import.meta.url);
const CONTROL_API = new URL('../docs/control-api.md', import.meta.url);

const accounts = openAccounts(undefined);
const fetch = () => Promise.reject(new Error('no upstream while documenting'));
const app = await buildApp(
  {
    accounts,
    fetch,
    recordings: openRecordings({ inner: fetch, now: Date.now, unanswerable: (reason) => new Error(reason) }),
    builtIn: createBuiltInModel(),
    now: Date.now,
    log: pino({ level: 'silent' }),
  },
  async (server) => void (await server.register(swagger, { openapi: toOpenApi() })),
);
await app.ready();
const whole = app.swagger();
const control = (path: string) => /^\/(_emulator|metrics)/.test(path);
const part = (isWanted: (path: string) => boolean) => ({
  ...whole,
  paths: Object.fromEntries(Object.entries(whole.paths ?? {}).filter(([path]) => isWanted(path))),
});
const document = part((path) => !control(path));
const controlDocument = {
  ...part(control),
  info: { ...whole.info, title: 'vectara-emulator: its own API', description: 'What only an emulator can do.' },
};
await app.close();
accounts.close();

const readme = readFileSync(README, 'utf8');
// As it is read back: without what JSON leaves out.
const plain = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value));
const controlApi = controlApiDoc(plain(controlDocument) as OpenApi, plain(document) as OpenApi, CONTROL_EXAMPLES);
const wanted = new Map([
  [OPENAPI_FILE, `${JSON.stringify(document, null, 2)}\n`],
  [CONTROL_OPENAPI_FILE, `${JSON.stringify(controlDocument, null, 2)}\n`],
  [CONTROL_API.pathname, controlApi],
  [README.pathname, withSupportTable(readme, supportTable(document))],
]);

if (process.argv.includes('--check')) {
  const stale = [...wanted].filter(([file, text]) => readOrEmpty(file) !== text).map(([file]) => file);
  for (const file of stale) console.error(`stale: ${file}. Run \`npm run openapi\`.`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const [file, text] of wanted) writeFileSync(file, text);
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
