/**
 * `npm run bench -- [names…] [--strict]`: every bench/<area>/<name>-bench.ts, or those named by area or name, each in a
 * process of its own. Prints one row per figure. Exits 0, with --strict 1 when a target is missed or a bench fails.
 */
import { fork } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { type Figure, figureRow, HEADING, isMet } from './figures.ts';

const NAME = /-bench\.ts$/;
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const isStrict = process.argv.includes('--strict');

const benches = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => NAME.test(file))
  .sort();
const nameOf = (file: string) => basename(file).replace(NAME, '');
const chosen = benches.filter(
  (file) => names.length === 0 || names.some((name) => [nameOf(file), dirname(file)].includes(name)),
);
const unknown = names.filter((name) => !benches.some((file) => [nameOf(file), dirname(file)].includes(name)));
if (unknown.length > 0) {
  console.error(`no bench called ${unknown.join(', ')}; choose from ${benches.map(nameOf).join(', ')}`);
  process.exit(1);
}

let missed = 0;
let headed = false;

/** A bench that sends no figures prints for itself. */
async function runBench(file: string): Promise<void> {
  const child = fork(join(import.meta.dirname, file), { stdio: 'inherit' });
  child.on('message', (figure: Figure) => {
    if (!headed) console.log(HEADING);
    headed = true;
    if (!isMet(figure)) missed++;
    console.log(figureRow(figure));
  });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code === 0) return;
  missed++;
  console.error(`${relative(process.cwd(), join(import.meta.dirname, file))} failed`);
}

for (const file of chosen) await runBench(file);
if (isStrict && missed > 0) process.exitCode = 1;
