/** A process of its own to be killed: `node held-jobs-process.ts DATA_DIR FREE_TURNS` prints where it listens. */
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { startWithHeldJobs } = await import('./held-jobs.ts');
const [dataDir = '', freeTurns = '0'] = process.argv.slice(2);
const { url } = await startWithHeldJobs({ dataDir, freeTurns: Number(freeTurns) });
process.stdout.write(`${url}\n`);
