import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { type StartOptions, startEmulator } from '../../src/index.ts';
import { startForTest } from '../support/emulator.ts';
import { runProcess, startProcess, temporaryFolder } from '../support/process.ts';

const rightsOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
const DATABASE = 'default.sqlite';

const refusal = (options: StartOptions): Promise<string> =>
  startEmulator(options).then(
    () => 'it started',
    (error: Error) => error.message,
  );

test('folder and files are for the owner only, and the folder is made where it is wanted', async () => {
  const dataDir = join(temporaryFolder(), 'deep/er');
  const api = await startForTest({ dataDir, upstream: 'simulate' });
  await api.create('/v2/corpora', { key: 'c' });
  expect(rightsOf(dataDir)).toBe('700');
  const files = readdirSync(dataDir);
  expect(files).toContain(DATABASE);
  for (const file of files) expect([file, rightsOf(join(dataDir, file))]).toEqual([file, '600']);
});

test('what was stored is there after a restart', async () => {
  const dataDir = join(temporaryFolder(), 'data');
  const first = await startForTest({ dataDir, upstream: 'simulate' });
  const llm = await first.create('/v2/llms', {
    type: 'openai-compatible',
    name: 'kept',
    model: 'm',
    uri: 'http://x.example',
  });
  const preset = await first.create('/v2/generation_presets', { name: 'kept', llm_name: 'kept', prompt_template: 'x' });
  await first.close();
  const second = await startForTest({ dataDir, upstream: 'simulate' });
  expect(await second.read('/v2/llms/kept')).toEqual(llm);
  expect((await second.read('/v2/generation_presets?filter=^kept')).generation_presets).toEqual([preset]);
  await second.delete('/v2/llms/kept');
  const next = await second.create('/v2/llms', {
    type: 'openai-compatible',
    name: 'next',
    model: 'm',
    uri: 'http://x.example',
  });
  expect(next.id).not.toBe(llm.id);
});

test('--ephemeral leaves nothing behind', async () => {
  const folder = temporaryFolder();
  const api = await startProcess(['--ephemeral'], { cwd: folder });
  await api.create('/v2/corpora', { key: 'c' });
  api.child.kill('SIGTERM');
  expect(await api.exited).toBe(0);
  expect(readdirSync(folder)).toEqual([]);
});

describe('refused', () => {
  test('a second emulator on the same data, quickly', async () => {
    const dataDir = temporaryFolder();
    await startForTest({ dataDir });
    const started = performance.now();
    expect(await refusal({ dataDir })).toContain('another emulator is using it');
    expect(performance.now() - started).toBeLessThan(10_000);
    const { code, stderr } = await runProcess(['--port', '0', '--data-dir', dataDir]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^vectara-emulator: The database [^\n]+ another emulator is using it[^\n]+\n$/);
  });

  test('a database of a newer version, which stays as it is', async () => {
    const dataDir = temporaryFolder();
    const first = await startForTest({ dataDir });
    await first.close();
    const file = join(dataDir, DATABASE);
    const db = new Sqlite(file);
    db.pragma('user_version = 9999');
    db.close();
    expect(await refusal({ dataDir })).toMatch(/newer emulator \(data version 9999; this one knows up to \d+\)/);
    const after = new Sqlite(file, { readonly: true });
    expect(after.pragma('user_version', { simple: true })).toBe(9999);
    after.close();
  });

  test.each([
    ['text', 'this is no database, and long enough to be taken for one '.repeat(30)],
    ['a header with rubbish behind it', `SQLite format 3\0${'\x10\x00\x01\x01'.repeat(400)}`],
  ])('%s in place of the database', async (_, content) => {
    const dataDir = temporaryFolder();
    writeFileSync(join(dataDir, DATABASE), content);
    expect(await refusal({ dataDir })).toMatch(/damaged or not a database/);
  });

  test('a folder that cannot be made', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const { code, stderr } = await runProcess(['--port', '0', '--data-dir', join(file, 'data')]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^vectara-emulator: [^\n]+\n$/);
  });

  test('a folder where the database should be', async () => {
    const dataDir = temporaryFolder();
    mkdirSync(join(dataDir, DATABASE));
    expect(await refusal({ dataDir })).toContain(DATABASE);
  });
});

test('a start that fails leaves the data free for the next', async () => {
  const dataDir = temporaryFolder();
  expect(await refusal({ dataDir, host: '192.0.2.1' })).toContain('EADDRNOTAVAIL');
  expect(existsSync(join(dataDir, DATABASE))).toBe(true);
  expect((await (await startForTest({ dataDir })).get('/v2/llms')).status).toBe(200);
});
