import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { runBeside } from '../../src/exec-command.ts';
import { writeReadyFile } from '../../src/ready-file.ts';
import { runProcess, spawnProcess, startProcess, temporaryFolder } from '../support/process.ts';

/** A program that says what it was given, asks the emulator with it, and ends with 7. */
const PROGRAM = `
const { VECTARA_BASE_URL: url, VECTARA_API_KEY: key, OPENAI_BASE_URL, OPENAI_API_KEY } = process.env;
const answer = await fetch(url + '/v2/llms?limit=1', { headers: { 'x-api-key': key } });
const models = await fetch(OPENAI_BASE_URL + '/chat/completions', {
  method: 'POST',
  headers: { authorization: 'Bearer ' + OPENAI_API_KEY, 'content-type': 'application/json' },
  body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello' }] }),
});
console.log(JSON.stringify({ url, statuses: [answer.status, models.status], args: process.argv.slice(2) }));
process.exit(7);
`;

function program(text: string): string {
  const file = join(temporaryFolder(), 'program.mjs');
  writeFileSync(file, text);
  return file;
}

describe('exec', () => {
  test.each([
    ['as it is', (file: string) => ['exec', '--', process.execPath, file, '--port', '1']],
    [
      'by a shell, in strict mode',
      (file: string) => ['exec', '--auth=strict', `"${process.execPath}" ${file} --port 1`],
    ],
  ])('runs the command with an address and a key, and ends with its code: %s', async (_, args) => {
    const cwd = temporaryFolder();
    const { code, stdout, stderr } = await runProcess(args(program(PROGRAM)), { cwd });
    expect(JSON.parse(stdout)).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      statuses: [200, 200],
      args: ['--port', '1'],
    });
    expect(code).toBe(7);
    // One line to say where, and nothing of what came and went.
    expect(stderr).toMatch(/^vectara-emulator: http:\/\/127\S+, in memory, for [^\n]+\n$/);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('signals go on to the command, which says how it ends', async () => {
    const readyFile = join(temporaryFolder(), 'ready.json');
    const waiting = `process.on('SIGINT', () => console.log('told'));
      process.on('SIGTERM', () => process.exit(5));
      console.log('waiting'); setInterval(() => {}, 1000);`;
    const args = ['exec', '--ready-file', readyFile, '--', process.execPath, program(waiting)];
    const { child, output, exited } = spawnProcess(args);
    const says = (text: string) => vi.waitUntil(() => output.stdout.endsWith(text), { timeout: 30_000 });
    await says('waiting\n');
    const { url } = JSON.parse(readFileSync(readyFile, 'utf8'));
    child.kill('SIGINT');
    await says('told\n');
    child.kill('SIGTERM');
    expect(await exited).toBe(5);
    expect(existsSync(readyFile)).toBe(false);
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  test('the command does not run where the emulator does not start, and nobody is told that it did', async () => {
    const readyFile = join(temporaryFolder(), 'ready.json');
    writeFileSync(readyFile, '{"url":"http://127.0.0.1:1"}');
    const args = ['exec', '--seed', 'nope.yaml', '--ready-file', readyFile, '--', 'echo', 'ran'];
    const { code, stdout, stderr } = await runProcess(args);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^vectara-emulator: The seed nope.yaml cannot be read[^\n]+\n$/);
    expect(existsSync(readyFile)).toBe(false);
  });

  test.each([
    ['that is not there', ['no-such-command', 'x'], 127],
    ['that nobody may run', [import.meta.dirname, 'x'], 126],
    ['that a signal ends', [process.execPath, '-e', 'process.kill(process.pid, "SIGKILL")'], 137],
    ['that a shell does not find', ['no-such-command 2>&-'], 127],
  ])('a command %s ends as it does in a shell', async (_, command, code) => {
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const config = { logLevel: 'silent', auth: 'open', apiKey: undefined, dataDir: undefined } as const;
    const { ended } = await runBeside(command, { url: 'http://127.0.0.1:1' }, config, process.env);
    expect(await ended).toBe(code);
    for (const [line] of said.mock.calls) expect(line).toMatch(/^vectara-emulator: cannot run [^\n]+\n$/);
    said.mockRestore();
  });

  test('in strict mode with data of earlier, the key has to be said', async () => {
    const config = { logLevel: 'silent', auth: 'strict', apiKey: undefined, dataDir: 'd' } as const;
    const run = runBeside(['true'], { url: 'http://127.0.0.1:1' }, config, {});
    await expect(run).rejects.toThrow('set VECTARA_EMULATOR_API_KEY');
  });
});

describe('the ready file', () => {
  test('is there once it answers, for the owner alone, and gone when it has ended', async () => {
    const folder = temporaryFolder();
    const args = ['--ephemeral', '--ready-file', 'deep/ready.json'];
    const { url, child, exited } = await startProcess(args, { cwd: folder });
    const file = join(folder, 'deep/ready.json');
    const ready = JSON.parse(readFileSync(file, 'utf8'));
    expect(ready).toEqual({ url, pid: child.pid, account: 'default', control: `${url}/_emulator` });
    expect((await fetch(`${ready.control}/ready`)).status).toBe(200);
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
    expect(readdirSync(join(folder, 'deep'))).toEqual(['ready.json']);
    child.kill('SIGTERM');
    expect([await exited, readdirSync(join(folder, 'deep'))]).toEqual([0, []]);
  });

  test("another emulator's is left alone", () => {
    const file = join(temporaryFolder(), 'ready.json');
    const [first, second] = [1, 2].map((pid) => ({
      url: `http://127.0.0.1:${pid}`,
      pid,
      account: 'default',
      control: '',
    }));
    const remove = writeReadyFile(file, first!);
    writeReadyFile(file, second!);
    remove();
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(second);
  });

  test('that cannot be written ends the start in one line', async () => {
    const cwd = temporaryFolder();
    const { code, stdout, stderr } = await runProcess(['--ephemeral', '-p', '0', '--ready-file', cwd]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(`vectara-emulator: The ready file ${cwd} cannot be written: it is a folder.\n`);
  });
});
