import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, describe, expect, test } from 'vitest';
import type { Client } from '../../support/client.ts';
import { emulatorForFile, startForTest, uniqueName } from '../../support/emulator.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'snapshots-'));
afterAll(() => rmSync(dataDir, { recursive: true }));

const document = { id: 'a', type: 'core', document_parts: [{ text: 'a heron by the river' }] };
const ATTRIBUTES = [
  { name: 'seen', level: 'part', type: 'integer', indexed: true },
  { name: 'places', level: 'document', type: 'list[text]', indexed: true },
];
const inAccount = (name: string) => ({ headers: { 'x-emulator-account': name } });
type InAccount = ReturnType<typeof inAccount>;

async function fill(api: Client, account: InAccount): Promise<{ secret: string }> {
  await api.post('/v2/corpora', { key: 'birds' }, account);
  await api.post('/v2/corpora/birds/documents', document, account);
  const { body } = await api.post('/v2/api_keys', { name: 'mine', api_roles: ['administrator'] }, account);
  return { secret: body.secret_key };
}

async function download(api: Client, name: string, account: InAccount): Promise<Buffer> {
  const response = await api.open('GET', `/_emulator/snapshots/${name}/file`, undefined, account);
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

const upload = async (api: Client, name: string, bytes: Buffer, account: InAccount) => {
  const response = await fetch(`${api.url}/_emulator/snapshots/${name}/file`, {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream', ...account.headers },
    body: new Uint8Array(bytes),
  });
  return { status: response.status, body: await response.json() };
};

const inMemory = emulatorForFile();
const inFiles = emulatorForFile({ dataDir });

describe.each([
  ['in memory', inMemory],
  ['in files', inFiles],
])('snapshots %s', (_where, api) => {
  test('bring back what there was, credentials too', async () => {
    const account = inAccount(uniqueName('account'));
    const { secret } = await fill(api, account);
    const saved = await api.post('/_emulator/snapshots', { name: 'before' }, account);
    expect(saved).toMatchObject({
      status: 201,
      body: {
        name: 'before',
        account: account.headers['x-emulator-account'],
        counts: { corpora: 1, documents: 1, parts: 1 },
      },
    });
    await api.post('/_emulator/reset', undefined, account);
    const { body: later } = await api.post('/v2/api_keys', { name: 'later', api_roles: ['owner'] }, account);
    expect(await api.post('/_emulator/snapshots/before/load', undefined, account)).toMatchObject({ status: 200 });
    const found = await api.post(
      '/v2/query',
      { query: 'heron', search: { corpora: [{ corpus_key: 'birds' }] } },
      account,
    );
    expect(found.body.search_results[0].text).toBe(document.document_parts[0]?.text);
    const corporaOf = async (key: string) =>
      (await api.get('/v2/corpora', { headers: { 'x-api-key': key } })).body.corpora;
    expect(await corporaOf(secret)).toHaveLength(1);
    // A key that the snapshot does not know opens the account no more.
    expect(await corporaOf(later.secret_key)).toEqual(
      (await api.get('/v2/corpora', inAccount('default'))).body.corpora,
    );
  });

  test('are listed, oldest first, without secrets, each account its own', async () => {
    const account = inAccount(uniqueName('account'));
    const { secret } = await fill(api, account);
    await api.post('/_emulator/snapshots', { name: 'one' }, account);
    await api.post('/_emulator/snapshots', { name: 'two' }, account);
    const { body, text } = await api.get('/_emulator/snapshots', account);
    expect(body.snapshots.map(({ name }: { name: string }) => name).sort()).toEqual(['one', 'two']);
    expect(body.snapshots[0].size_bytes).toBeGreaterThan(10_000);
    expect(text).not.toContain(secret);
    expect((await api.get('/_emulator/snapshots', inAccount(uniqueName('other')))).body).toEqual({ snapshots: [] });
    expect((await api.delete('/_emulator/snapshots/one', account)).status).toBe(204);
    expect((await api.delete('/_emulator/snapshots/one', account)).status).toBe(404);
    expect((await api.get('/_emulator/snapshots/two', account)).body.name).toBe('two');
  });

  test('one of the same name is replaced only when that is asked for', async () => {
    const account = inAccount(uniqueName('account'));
    await api.post('/_emulator/snapshots', { name: 'same' }, account);
    await fill(api, account);
    expect((await api.post('/_emulator/snapshots', { name: 'same' }, account)).status).toBe(409);
    const replaced = await api.post('/_emulator/snapshots', { name: 'same', overwrite: true }, account);
    expect(replaced).toMatchObject({ status: 201, body: { counts: { corpora: 1 } } });
  });

  test('can be loaded into another account, and be taken elsewhere as a file', async () => {
    const [from, to] = [inAccount(uniqueName('from')), inAccount(uniqueName('to'))];
    await fill(api, from);
    await api.post('/_emulator/snapshots', { name: 'Shared' }, from);
    const from_account = from.headers['x-emulator-account'];
    expect((await api.post('/_emulator/snapshots/Shared/load', { from_account }, to)).status).toBe(200);
    expect((await api.get('/v2/corpora/birds', to)).status).toBe(200);

    const bytes = await download(api, 'Shared', from);
    const elsewhere = await startForTest();
    expect(await upload(elsewhere, 'taken', bytes, to)).toMatchObject({
      status: 200,
      body: { name: 'taken', account: from_account, counts: { documents: 1 } },
    });
    expect((await elsewhere.post('/_emulator/snapshots/taken/load', {}, to)).status).toBe(200);
    expect((await elsewhere.get('/v2/corpora/birds/documents/a', to)).status).toBe(200);
  });

  test('what is not a whole snapshot of this emulator is refused, and changes nothing', async () => {
    const account = inAccount(uniqueName('account'));
    await fill(api, account);
    await api.post('/_emulator/snapshots', { name: 'good' }, account);
    const bytes = await download(api, 'good', account);
    const foreign = new Sqlite(':memory:');
    foreign.exec('CREATE TABLE t (a)');
    const emptied = new Sqlite(bytes);
    emptied.exec('DROP TABLE llms');
    const newer = Buffer.from(bytes);
    newer.writeUInt32BE(999, 60);
    const damaged = Buffer.from(bytes);
    damaged.fill(0xff, 4096 * 3, 4096 * 20);
    for (const [file, why] of [
      [Buffer.from('no database'), 'not an SQLite database'],
      [foreign.serialize(), 'not made by this emulator'],
      [emptied.serialize(), 'lacks tables'],
      [newer, 'newer emulator (data version 999'],
      [damaged, 'damaged'],
      [bytes.subarray(0, bytes.length - 1), 'cut off'],
    ] as const) {
      const answer = await upload(api, 'good', Buffer.from(file), account);
      expect(answer).toMatchObject({ status: 422, body: { messages: [expect.stringContaining(why)] } });
    }
    expect(await download(api, 'good', account)).toEqual(bytes);
    expect((await api.post('/_emulator/snapshots/good/load', {}, account)).status).toBe(200);
  });

  test('what no emulator writes is found before anything of it runs, and a changed byte by the checksum', async () => {
    const account = inAccount(uniqueName('account'));
    await api.post('/v2/corpora', { key: 'birds', filter_attributes: ATTRIBUTES }, account);
    await api.post('/v2/corpora/birds/documents', document, account);
    await api.post('/_emulator/snapshots', { name: 'good' }, account);
    const bytes = await download(api, 'good', account);
    const changed = (sql: string) => {
      const db = new Sqlite(bytes);
      db.exec(sql);
      const image = db.serialize();
      db.close();
      // As the emulator marks its own.
      image.fill(1, 18, 20);
      image.writeUInt32BE(bytes.readUInt32BE(68), 68);
      return image;
    };
    const flipped = Buffer.from(bytes);
    const place = flipped.indexOf('a heron by the river');
    flipped[place] = flipped[place]! ^ 1;
    const label = (change: string) => `UPDATE control_rules SET rule = ${change} WHERE kind = 'snapshot'`;
    for (const [file, why] of [
      [changed('CREATE TRIGGER t AFTER INSERT ON documents BEGIN DELETE FROM corpora; END'), 'the trigger "t"'],
      [changed('CREATE TRIGGER list_9_9 AFTER INSERT ON parts BEGIN DELETE FROM corpora; END'), 'the trigger'],
      [changed('CREATE VIEW v AS SELECT * FROM llms'), 'the view "v"'],
      [changed('CREATE TABLE extra (a)'), 'the table "extra"'],
      [changed('CREATE TABLE part_index_99 (a INTEGER CHECK (a > random()))'), 'the table "part_index_99"'],
      [changed('CREATE TABLE part_index_99 (a INTEGER DEFAULT (random()))'), 'the table "part_index_99"'],
      [changed('CREATE TABLE list_9_9 (a, b GENERATED ALWAYS AS (a))'), 'the table "list_9_9"'],
      [changed('CREATE INDEX part_index_1_a9 ON part_index_1 (abs(owner))'), 'the index "part_index_1_a9"'],
      [changed('CREATE VIRTUAL TABLE full_text_99 USING fts5(text, content=llms)'), 'the table "full_text_99"'],
      [changed('CREATE INDEX i ON llms (name)'), 'the index "i"'],
      [changed(label(`'{"name":"good"}'`)), 'not made by this emulator'],
      [changed(label(`json_set(rule, '$.createdAt', 1e300)`)), 'not made by this emulator'],
      [changed(label(`json_set(rule, '$.name', '../up')`)), 'not made by this emulator'],
      [changed(label(`'['`)), 'not made by this emulator'],
      [flipped, 'checksum'],
    ] as const) {
      const answer = await upload(api, 'other', file, account);
      expect(answer).toMatchObject({ status: 422, body: { messages: [expect.stringContaining(why)] } });
    }
    const { snapshots } = (await api.get('/_emulator/snapshots', account)).body;
    expect(snapshots.map(({ name }: { name: string }) => name)).toEqual(['good']);
    expect((await upload(api, 'other', bytes, account)).status).toBe(200);
    expect((await api.post('/_emulator/snapshots/other/load', {}, account)).status).toBe(200);
  });

  test('unknown names and bad ones', async () => {
    const account = inAccount(uniqueName('account'));
    expect((await api.post('/_emulator/snapshots/none/load', {}, account)).status).toBe(404);
    expect((await api.get('/_emulator/snapshots/none/file', account)).status).toBe(404);
    for (const name of ['../up', '.hidden', 'a/b', '', 'x'.repeat(101)]) {
      expect((await api.post('/_emulator/snapshots', { name }, account)).status).toBe(400);
    }
  });
});

test('files of snapshots are their owner’s alone, and nothing is left beside them', async () => {
  const account = inAccount(uniqueName('Owner'));
  await inFiles.post('/_emulator/snapshots', { name: 'mine' }, account);
  const folder = join(dataDir, 'snapshots');
  const [own = ''] = readdirSync(folder).filter((name) =>
    name.startsWith(account.headers['x-emulator-account'].toLowerCase()),
  );
  expect(readdirSync(join(folder, own))).toEqual(['mine.sqlite']);
  expect(statSync(join(folder, own, 'mine.sqlite')).mode & 0o777).toBe(0o600);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});
