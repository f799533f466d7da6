/** `GET /v2/llms` against Fastify sending the same bytes from memory. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { report } from '../figures.ts';
import { compareThroughput } from './load.ts';
import { builtPackage, startEmulatorProcess, temporaryFolder } from './processes/emulator.ts';
import { startProcess } from './processes/start-process.ts';

const folder = temporaryFolder();
const emulator = await startEmulatorProcess(await builtPackage(), folder);
const ours = { url: `${emulator.url}/v2/llms`, headers: { 'x-api-key': 'any' } };

const answer = join(folder, 'llms.json');
writeFileSync(answer, await (await fetch(ours.url, { headers: ours.headers })).text());
const bare = await startProcess([new URL('./processes/bare-fastify.js', import.meta.url).pathname, answer]);

const figures = await compareThroughput(ours, { url: bare.url, headers: ours.headers });
report({ name: 'GET /v2/llms', unit: 'req/s', ...figures, judgedBy: 'ratio', bound: 'at least', target: 0.6 });
await Promise.all([emulator.stop(), bare.stop()]);
