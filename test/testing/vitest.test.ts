/** The fixtures as a project that uses them has them. */
import { afterAll, describe, expect, vi } from 'vitest';
import { emulatorTest, test } from '../../src/testing/vitest.ts';

const strict = emulatorTest({ strictScripts: true });
const own = emulatorTest({ ownServer: true });
const failing = emulatorTest({ unused: 'fail' });
const silent = emulatorTest({ unused: 'ignore' });

const ask = async (emulator: { url: string; headers: Record<string, string> }, content: string) => {
  const response = await fetch(`${emulator.url}/v2/llms/chat/completions`, {
    method: 'POST',
    headers: { ...emulator.headers, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content }] }),
  });
  const { choices } = (await response.json()) as { choices?: { message: { content: string } }[] };
  return { status: response.status, text: choices?.[0]?.message.content };
};

describe('emulator', () => {
  const seen: { url: string; apiKey: string }[] = [];

  for (const name of ['one', 'another']) {
    test(`is an empty account of its own for ${name} test`, async ({ emulator }) => {
      expect(await emulator.scripts.list()).toEqual([]);
      await emulator.scripts.add({ id: 'mine', answer: { text: name } });
      expect(await ask(emulator, 'Who are you?')).toEqual({ status: 200, text: name });
      expect(await emulator.llmCalls()).toMatchObject([{ llm: 'gpt-4o', text: name }]);
      seen.push(emulator);
      const response = await fetch(`${emulator.url}/_emulator/accounts`);
      const { accounts } = (await response.json()) as { accounts: { name: string }[] };
      const names = accounts.map((account) => account.name).filter((other) => other !== 'default');
      expect(names).toEqual([await emulator.account()]);
    });
  }

  test('shares the server with the tests before', ({ emulator, emulatorServer }) => {
    expect(new Set(seen.map(({ url }) => url))).toEqual(new Set([emulatorServer.url]));
    expect(new Set([...seen, emulator].map(({ apiKey }) => apiKey)).size).toBe(3);
  });
});

describe('the clock', () => {
  test('stays as it is where other files may use the server', async ({ emulator }) => {
    await expect(emulator.clock.freeze()).rejects.toThrow(/other test files.*emulatorTest\(\{ ownServer: true \}\)/);
    await expect(emulator.recordings.mode({ mode: 'record' })).rejects.toThrow(/recordings/);
    expect(await emulator.clock.get()).toMatchObject({ frozen: false });
    expect(await emulator.recordings.list()).toEqual([]);
  });

  own('moves with a server of the file alone', async ({ emulator }) => {
    await emulator.clock.set('2040-01-01T00:00:00Z');
    expect(await emulator.clock.freeze()).toMatchObject({ frozen: true });
  });

  own('and is back for the next one', async ({ emulator }) => {
    expect(await emulator.clock.get()).toMatchObject({ frozen: false, offset_ms: 0 });
  });
});

describe('emulatorTest', () => {
  let url: string | undefined;

  strict('starts a server with its options', async ({ emulator }) => {
    url = emulator.url;
    expect((await ask(emulator, 'Anything')).status).toBeGreaterThanOrEqual(400);
  });

  test('which is another one', ({ emulator }) => {
    expect(url).toBeDefined();
    expect(emulator.url).not.toBe(url);
  });
});

describe('rules that a test set up and never used', () => {
  const said = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const unused = { id: 'unused', where: { operation: 'query' }, fault: { type: 'drop' } } as const;

  failing.fails('fail it', async ({ emulator }) => {
    await emulator.faults.add(unused);
  });

  failing('do not fail it when they were used', async ({ emulator }) => {
    await emulator.faults.add({ fault: { type: 'status', code: 503 } });
    expect((await ask(emulator, 'Hello')).status).toBe(503);
  });

  silent('or are nobody’s business', async ({ emulator }) => {
    await emulator.faults.add(unused);
  });

  test('are told of otherwise', async ({ emulator }) => {
    await emulator.faults.add(unused);
    expect(await emulator.journal.settings()).toMatchObject({ max_entries: 100_000 });
  });

  afterAll(() => {
    expect(said.mock.calls).toEqual([[expect.stringContaining('The fault "unused" never fired.')]]);
    said.mockRestore();
  });
});
