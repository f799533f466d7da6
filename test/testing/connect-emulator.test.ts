import { describe, expect, test } from 'vitest';
import { connectEmulator } from '../../src/testing/testing.ts';
import type { Json } from '../support/client.ts';
import { emulatorForFile, startForTest, uniqueName } from '../support/emulator.ts';
import { recordingUpstream } from '../support/upstreams/recording-upstream.ts';

const api = emulatorForFile({ upstream: 'simulate' });
const connect = () => connectEmulator({ url: `${api.url}/`, account: uniqueName('connected'), apiKey: 'zut_test' });

const ask = (headers: Record<string, string>, content = 'How is the weather?') =>
  api.post('/v2/llms/chat/completions', { model: 'gpt-4o', messages: [{ role: 'user', content }] }, { headers });

test('scripts decide what models say, in one account', async () => {
  const [own, other] = [connect(), connect()];
  const { id } = await own.scripts.add({
    match: { messages: [{ contains: 'weather' }] },
    answer: { text: 'It rains.' },
  });
  expect((await ask(own.headers)).body.choices[0].message.content).toBe('It rains.');
  expect((await ask(other.headers)).body.choices[0].message.content).not.toBe('It rains.');
  expect(await own.scripts.list()).toMatchObject([{ id, times_used: 1 }]);
  await own.scripts.delete(id);
  expect(await own.scripts.list()).toEqual([]);
  await own.scripts.add({ answer: { text: 'a' } });
  await own.scripts.clear();
  expect(await own.scripts.list()).toEqual([]);
});

test('faults happen until they are gone', async () => {
  const own = connect();
  const { id } = await own.faults.add({
    where: { operation: 'createChatCompletion' },
    fault: { type: 'status', code: 503 },
  });
  expect((await ask(own.headers)).status).toBe(503);
  expect(await own.faults.list()).toMatchObject([{ id, times_fired: 1 }]);
  await own.faults.delete(id);
  expect((await ask(own.headers)).status).toBe(200);
  await own.faults.add({ fault: { type: 'status', code: 500 } });
  await own.faults.clear();
  expect(await own.faults.list()).toEqual([]);
});

test('a seed goes in as an object or as text, and reset goes back to it', async () => {
  const own = connect();
  const corpora = async () =>
    (await api.get('/v2/corpora', { headers: own.headers })).body.corpora.map(({ key }: { key: string }) => key);
  expect(await own.seed({ corpora: [{ key: 'a' }] })).toMatchObject({ created: ['corpora/a'] });
  expect(await own.seed('corpora:\n  - key: a\n  - key: b\n')).toMatchObject({ created: ['corpora/b'] });
  await api.post('/v2/corpora', { key: 'c' }, { headers: own.headers });
  expect((await own.reset()).reset_to).toBe('seed');
  expect((await corpora()).sort()).toEqual(['a', 'b']);
  expect((await own.reset('empty')).reset_to).toBe('empty');
  expect(await corpora()).toEqual([]);
});

test('snapshots bring back what was there', async () => {
  const own = connect();
  await own.seed({ corpora: [{ key: 'a' }] });
  expect(await own.snapshots.save('filled')).toMatchObject({ name: 'filled', counts: { corpora: 1 } });
  await own.reset('empty');
  await own.snapshots.load('filled');
  expect((await api.get('/v2/corpora/a', { headers: own.headers })).status).toBe(200);
  expect(await own.snapshots.list()).toMatchObject([{ name: 'filled' }]);
  await own.snapshots.delete('filled');
  expect(await own.snapshots.list()).toEqual([]);
});

test('the clock is set, stopped and moved', async () => {
  const own = connect();
  await own.clock.freeze();
  await own.clock.set('2030-01-01T00:00:00Z');
  expect(await own.clock.advance('PT5M')).toMatchObject({ now: '2030-01-01T00:05:00.000Z', frozen: true });
  expect(await own.clock.unfreeze()).toMatchObject({ frozen: false });
  await own.clock.reset();
  expect(await own.clock.get()).toMatchObject({ frozen: false, offset_ms: 0 });
});

test('jobs go on when they are told to', async () => {
  const own = connect();
  expect((await own.jobs.mode()).mode).toBe('instant');
  expect(await own.jobs.mode({ mode: 'stepped', indexing: { mode: 'instant' } })).toEqual({
    mode: 'stepped',
    indexing: { mode: 'instant' },
    pending_documents: 0,
  });
  expect(await own.jobs.advance(3)).toEqual({ taken: 0, waiting: false, pending_documents: 0 });
});

describe('the journal', () => {
  test('lists, waits, asserts and forgets', async () => {
    const own = connect();
    const coming = own.journal.wait({ operation: 'createChatCompletion', timeout_ms: 10_000 });
    await ask(own.headers);
    const { id } = await coming;
    expect(await own.journal.list({ operation: 'createChatCompletion' })).toMatchObject([{ id, status: 200 }]);
    expect((await own.journal.get(id)).notes.map(({ kind }) => kind)).toContain('model');
    await own.journal.assert({ filter: { operation: 'createChatCompletion' }, count: 1 });
    await expect(own.journal.assert({ filter: { operation: 'createChatCompletion' }, count: 2 })).rejects.toThrow(
      /Expected 2 calls .*found 1/,
    );
    await expect(own.journal.wait({ path: '/nothing', timeout_ms: 1 })).rejects.toMatchObject({ status: 408 });
    await own.journal.clear();
    expect(await own.journal.list()).toEqual([]);
  });

  test('shows what models were asked, oldest first', async () => {
    const own = connect();
    await own.scripts.add({ answer: { text: 'Scripted.' }, times: 1 });
    await ask(own.headers, 'One?');
    await api.get('/v2/corpora', { headers: own.headers });
    await ask(own.headers, 'Two?');
    const calls = await own.llmCalls();
    expect(calls).toMatchObject([
      { llm: 'gpt-4o', text: 'Scripted.', operation: 'createChatCompletion', messages: [{ content: 'One?' }] },
      { llm: 'gpt-4o', messages: [{ content: 'Two?' }] },
    ]);
    expect(calls[0]!.entry_id).not.toBe(calls[1]!.entry_id);
  });

  test('is listed over all its pages', async () => {
    const own = connect();
    const call = () => fetch(`${api.url}/v2/corpora`, { headers: own.headers }).then((response) => response.text());
    await Promise.all(Array.from({ length: 130 }, call));
    const entries = await own.journal.list({ operation: 'listCorpora' });
    expect(new Set(entries.map(({ id }) => id)).size).toBe(130);
  });
});

test('a refusal says what was asked, what is wrong and where', async () => {
  const own = connect();
  await expect(own.faults.add({ fault: { type: 'nonsense' } as never })).rejects.toMatchObject({
    name: 'EmulatorRefused',
    status: 400,
    message: expect.stringContaining('POST /_emulator/faults: '),
    fieldErrors: { 'body.fault.type': expect.any(String) },
  });
  await expect(own.snapshots.load('nothing')).rejects.toMatchObject({ status: 404 });
});

test('an account is deleted with all it holds', async () => {
  const own = connectEmulator(api.url, { account: uniqueName('connected'), apiKey: 'zut_test' });
  await own.seed({ corpora: [{ key: 'a' }] });
  await own.deleteAccount();
  expect((await api.get('/v2/corpora/a', { headers: own.headers })).status).toBe(404);
});

test('a template is rendered, and says where it is wrong', async () => {
  const own = connect();
  const template = (content: string) => `[{"role": "user", "content": "${content}"}]`;
  const rendered = await own.renderPrompt({ prompt_template: template('$vectaraQuery?'), query: 'Why' });
  expect(rendered.messages).toEqual([{ role: 'user', content: 'Why?' }]);
  const { error } = await own.renderPrompt({ prompt_template: template('#if($a)') });
  expect(error).toMatchObject({ stage: 'parse', line: 1 });
});

test('what upstreams say is kept, taken elsewhere and played again', async () => {
  const upstream = await recordingUpstream('Kept.');
  const [first, second] = [await startForTest(), await startForTest()];
  const ask = async (url: string) => {
    const own = connectEmulator(url);
    const llm = { type: 'openai-compatible', name: 'mine', model: 'm', uri: upstream.uri };
    await own.seed({ llms: [llm] });
    const body = JSON.stringify({ model: 'mine', messages: [{ role: 'user', content: 'What?' }] });
    const headers = { 'x-api-key': 'k', 'content-type': 'application/json' };
    const response = await fetch(`${url}/v2/llms/chat/completions`, { method: 'POST', headers, body });
    return ((await response.json()) as Json).choices[0].message.content;
  };
  const [from, to] = [connectEmulator(first.url), connectEmulator(second.url)];
  await from.recordings.mode({ mode: 'record' });
  expect((await from.state()).upstream).toMatchObject({ recordings: 'record' });
  expect(await ask(first.url)).toBe('Kept.');
  const kept = await from.recordings.list();
  const calls = upstream.bodies().length;

  expect(await to.recordings.import(await from.recordings.export())).toBe(kept.length);
  expect(await to.recordings.mode({ mode: 'replay' })).toMatchObject({ mode: 'replay', timing: 'instant' });
  expect(await ask(second.url)).toBe('Kept.');
  expect(upstream.bodies()).toHaveLength(calls);
  await to.recordings.delete(kept[0]!.id);
  expect(await to.recordings.list()).toHaveLength(kept.length - 1);
  await to.recordings.clear();
  expect(await to.recordings.list()).toEqual([]);
});
