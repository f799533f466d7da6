/** What a disk, its rights and damaged files do to an emulator: it says so, loses nothing, and goes on. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Client, createClient } from '../support/client.ts';
import { startForTest } from '../support/emulator.ts';
import { startProcess, temporaryFolder } from '../support/process.ts';

const otherOf = (api: Client) => createClient(() => api.url, { 'x-emulator-account': 'other' });

test('a reset that cannot be written leaves the account as it was, credentials too', async () => {
  const dataDir = temporaryFolder();
  const api = await startForTest({ dataDir, upstream: 'simulate' });
  await api.create('/v2/corpora', { key: 'kept' });
  const { secret_key } = await api.create('/v2/api_keys', { name: 'mine', api_key_role: 'personal' });
  // In the way of the file that is written first.
  mkdirSync(join(dataDir, 'default.sqlite.new'));
  const refused = await api.post('/_emulator/reset');
  expect(refused.status).toBe(503);
  expect(refused.body.messages[0]).toMatch(/^UNAVAILABLE: /);
  expect(refused.text).not.toContain(dataDir);
  rmdirSync(join(dataDir, 'default.sqlite.new'));
  const mine = createClient(() => api.url, { 'x-api-key': secret_key });
  expect((await mine.read('/v2/corpora')).corpora).toMatchObject([{ key: 'kept' }]);
  expect((await api.post('/_emulator/reset')).status).toBe(200);
  expect((await api.read('/v2/corpora')).corpora).toEqual([]);
});

test('a damaged account says so, others go on, health names it, and a reset repairs it', async () => {
  const dataDir = temporaryFolder();
  const first = await startForTest({ dataDir, upstream: 'simulate' });
  await otherOf(first).create('/v2/corpora', { key: 'a' });
  await first.create('/v2/corpora', { key: 'here' });
  await first.close();
  const file = join(dataDir, 'accounts/other.sqlite');
  for (const companion of ['-wal', '-shm']) rmSync(file + companion, { force: true });
  writeFileSync(file, 'no database at all. '.repeat(2000));

  const api = await startForTest({ dataDir, upstream: 'simulate' });
  const other = otherOf(api);
  const refused = await other.get('/v2/corpora');
  expect(refused.status).toBe(503);
  expect(refused.body.messages[0]).toMatch(/damaged.*POST \/_emulator\/reset/);
  expect(refused.text).not.toContain(dataDir);
  expect((await api.read('/v2/corpora')).corpora).toMatchObject([{ key: 'here' }]);
  expect(await api.read('/_emulator/health')).toEqual({
    status: 'degraded',
    problems: [expect.stringMatching(/^Account "other": .*damaged/)],
  });
  // A reset that is refused for its body repairs nothing.
  expect((await other.post('/_emulator/reset', { to: 'sed' })).status).toBe(400);
  expect((await other.get('/v2/corpora')).status).toBe(503);
  expect((await other.post('/_emulator/reset', {})).body).toEqual({ account: 'other', reset_to: 'empty' });
  expect((await other.read('/v2/corpora')).corpora).toEqual([]);
  expect(await api.read('/_emulator/health')).toEqual({ status: 'live' });
});

test('what a killed process left unfinished is cleared at the start; what was finished is taken', async () => {
  const dataDir = temporaryFolder();
  for (const folder of ['accounts', 'snapshots/default']) mkdirSync(join(dataDir, folder), { recursive: true });
  const left = ['default.sqlite.new', 'accounts/a.sqlite.new', 'snapshots/default/s.sqlite.0b1c.new'];
  for (const file of left) writeFileSync(join(dataDir, file), 'half of');
  const api = await startForTest({ dataDir });
  for (const file of left) expect([file, existsSync(join(dataDir, file))]).toEqual([file, false]);
  expect((await api.get('/v2/corpora')).status).toBe(200);
});

test('a data folder that cannot be written makes health degraded, until it can', async () => {
  const dataDir = temporaryFolder();
  const api = await startForTest({ dataDir });
  const inTheWay = join(dataDir, 'health.new');
  mkdirSync(inTheWay);
  expect(await api.read('/_emulator/health')).toMatchObject({ status: 'degraded', problems: [expect.any(String)] });
  rmdirSync(inTheWay);
  expect(await api.read('/_emulator/health')).toEqual({ status: 'live' });
  expect(readdirSync(dataDir)).not.toContain('health.new');
});

test.skipIf(!existsSync('/dev/full'))('a log that cannot be written stops nothing, and is named', async () => {
  const api = await startProcess(['--ephemeral'], { stderr: '/dev/full' });
  for (let i = 0; i < 5; i++) expect((await api.get('/v2/corpora')).status).toBe(200);
  await expect
    .poll(() => api.read('/_emulator/health'))
    .toEqual({
      status: 'degraded',
      problems: ['The log cannot be written, and its lines are lost: the disk is full.'],
    });
  api.child.kill('SIGTERM');
  expect(await api.exited).toBe(0);
});

/** Stores documents until one is refused; answers with the refusal and the ids of those that were acknowledged. */
async function fill(api: Client) {
  await api.create('/v2/corpora', { key: 'c' });
  const stored: string[] = [];
  for (let i = 0; i < 100; i++) {
    const document = { id: `d${i}`, type: 'core', document_parts: [{ text: `${i} `.repeat(30_000) }] };
    const answer = await api.post('/v2/corpora/c/documents', document);
    if (answer.status !== 201) return { stored, refused: answer };
    stored.push(document.id);
  }
  throw new Error('nothing was refused');
}

test('a file most of which was deleted is small again after a restart', async () => {
  const dataDir = temporaryFolder();
  const first = await startForTest({ dataDir, upstream: 'simulate' });
  await first.create('/v2/corpora', { key: 'large' });
  await first.create('/v2/corpora', { key: 'kept' });
  const description = 'x'.repeat(3_000_000);
  for (const id of ['a', 'b', 'c']) {
    const document = { id, type: 'core', metadata: { description }, document_parts: [{ text: 'a' }] };
    await first.create('/v2/corpora/large/documents', document);
  }
  await first.delete('/v2/corpora/large');
  await first.close();
  const size = () => statSync(join(dataDir, 'default.sqlite')).size;
  expect(size()).toBeGreaterThan(8_000_000);
  const second = await startForTest({ dataDir, upstream: 'simulate' });
  expect((await second.read('/v2/corpora')).corpora).toMatchObject([{ key: 'kept' }]);
  await second.close();
  expect(size()).toBeLessThan(1_000_000);
});

describe('a disk without room', () => {
  test('that is full is a 507 that says so; nothing acknowledged is lost, and all goes on once there is room', async (context) => {
    const dataDir = temporaryFolder();
    context.skip(!mountSmall(dataDir), 'no disk can be mounted here');
    const api = await startProcess(['--data-dir', join(dataDir, 'data'), '--upstream', 'simulate']);
    const { stored, refused } = await fill(api);
    expect(refused).toMatchObject({ status: 507, body: { messages: [expect.stringContaining('disk is full')] } });
    expect(refused.text).not.toContain(dataDir);
    for (const id of stored) expect((await api.get(`/v2/corpora/c/documents/${id}`)).status).toBe(200);
    // What a reset writes before it swaps has no room either.
    expect((await api.post('/_emulator/reset')).status).toBe(507);
    expect((await api.get('/v2/corpora/c')).status).toBe(200);
    execFileSync('mount', ['-o', 'remount,size=40m', dataDir]);
    await api.create('/v2/corpora/c/documents', { id: 'later', type: 'core', document_parts: [{ text: 'room' }] });
    api.child.kill('SIGTERM');
    expect(await api.exited).toBe(0);
    const again = await startProcess(['--data-dir', join(dataDir, 'data'), '--upstream', 'simulate']);
    const { documents } = await again.read('/v2/corpora/c/documents?limit=100');
    expect(documents).toHaveLength(stored.length + 1);
    await end(again);
  });

  test('that fails to write is a 503; nothing acknowledged is lost', async () => {
    const dataDir = temporaryFolder();
    const api = await startProcess(['--data-dir', dataDir, '--upstream', 'simulate'], { limit: '-f 2400' });
    const { stored, refused } = await fill(api);
    expect(refused).toMatchObject({ status: 503, body: { messages: [expect.stringContaining('disk failed')] } });
    await end(api);
    const again = await startProcess(['--data-dir', dataDir, '--upstream', 'simulate']);
    expect((await again.read('/v2/corpora/c/documents?limit=100')).documents).toHaveLength(stored.length);
  });
});

test.skipIf(!existsSync('/proc/self/fd'))(
  'a snapshot that cannot be written is a 507 and leaves no file open',
  async () => {
    const dataDir = temporaryFolder();
    const first = await startForTest({ dataDir, upstream: 'simulate' });
    await first.create('/v2/corpora', { key: 'c' });
    const metadata = { description: 'x'.repeat(2_000_000) };
    const document = { id: 'large', type: 'core', metadata, document_parts: [{ text: 'a' }] };
    await first.create('/v2/corpora/c/documents', document);
    await first.close();
    // Less than the snapshot takes, more than what its making adds to the account's own files.
    const api = await startProcess(['--data-dir', dataDir, '--upstream', 'simulate'], { limit: '-f 2400' });
    const save = () => api.post('/_emulator/snapshots', { name: 's' });
    expect((await save()).status).toBe(507);
    const openFiles = () => readdirSync(`/proc/${api.child.pid}/fd`).length;
    const before = openFiles();
    for (let i = 0; i < 10; i += 1) expect((await save()).status).toBe(507);
    expect(openFiles()).toBeLessThan(before + 5);
    expect(readdirSync(join(dataDir, 'snapshots/default'))).toEqual([]);
    await end(api);
  },
);

async function end({ child, exited }: Awaited<ReturnType<typeof startProcess>>): Promise<void> {
  child.kill('SIGTERM');
  expect(await exited).toBe(0);
}

/** Whether it could be done: it takes Linux and its root. */
function mountSmall(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return false;
  }
  onTestFinished(() => void execFileSync('umount', ['-l', folder]));
  return true;
}

test('too many open files is a 503 that names the limit; those that are open go on', async () => {
  const api = await startProcess(['--data-dir', temporaryFolder()], { limit: '-n 64' });
  let refused: Awaited<ReturnType<typeof api.get>> | undefined;
  for (let i = 0; i < 60 && !refused; i++) {
    const answer = await api.get('/v2/corpora', { headers: { 'x-emulator-account': `a${i}` } });
    if (answer.status !== 200) refused = answer;
  }
  expect(refused).toMatchObject({ status: 503, body: { messages: [expect.stringContaining('ulimit -n')] } });
  expect((await api.get('/v2/corpora')).status).toBe(200);
});
