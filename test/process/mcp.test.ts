/** `vectara-emulator mcp`, as a coding agent starts it. */

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { expect, onTestFinished, test } from 'vitest';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import type { Json } from '../support/client.ts';
import { runProcess, startProcess, temporaryFolder } from '../support/process.ts';

async function start(...args: string[]) {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [join(PACKAGE_ROOT, 'dist/main.js'), 'mcp', ...args],
    cwd: temporaryFolder(),
    stderr: 'ignore',
  });
  const client = new Client({ name: 'agent', version: '1' });
  await client.connect(transport);
  onTestFinished(() => client.close());
  const ask = async (name: string, args: Json = {}): Promise<Json> => {
    const { content } = await client.callTool({ name, arguments: args });
    return JSON.parse((content as Json)[0].text);
  };
  return { client, ask };
}

test('goes to the emulator that a file or an address leads to', async () => {
  const readyFile = join(temporaryFolder(), 'ready.json');
  const emulator = await startProcess(['--ephemeral', '--ready-file', readyFile]);
  await emulator.create('/v2/corpora', { key: 'mine' });
  for (const where of [
    ['--ready-file', readyFile],
    ['--url', emulator.url],
    ['--port', new URL(emulator.url).port],
  ]) {
    const { client, ask } = await start(...where);
    expect(client.getInstructions()).toContain(emulator.url);
    const { tools } = await client.listTools();
    expect(tools.find(({ name }) => name === 'add_fault')?.inputSchema.properties).toHaveProperty('fault');
    expect(await ask('list_corpora')).toMatchObject({ corpora: [{ key: 'mine' }] });
    await client.close();
  }
  const { ask } = await start('--url', emulator.url, '--account', 'other');
  expect(await ask('list_corpora')).toMatchObject({ corpora: [] });
  expect(await ask('get_state')).toMatchObject({ account: 'other' });
  // What a tool was to say when the emulator has gone is an error, and no silence.
  emulator.child.kill('SIGTERM');
  await emulator.exited;
  await expect(ask('get_state')).rejects.toThrow();
});

test('starts one where there is none, which ends with it', async () => {
  const readyFile = join(temporaryFolder(), 'ready.json');
  const { client, ask } = await start('--port', '0', '--ready-file', readyFile, '--upstream', 'simulate');
  const { url } = JSON.parse(readFileSync(readyFile, 'utf8'));
  await ask('seed', { seed: 'corpora: [{key: lamps}]' });
  expect((await fetch(`${url}/v2/corpora/lamps`, { headers: { 'x-api-key': 'any' } })).status).toBe(200);
  await client.close();
  await expect(fetch(url)).rejects.toThrow();
  expect(() => readFileSync(readyFile)).toThrow();
});

test('an emulator that must be there and is not is named in one line', async () => {
  const { code, stdout, stderr } = await runProcess(['mcp', '--url', 'http://127.0.0.1:9']);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^vectara-emulator: no emulator answers on http:\/\/127\.0\.0\.1:9;[^\n]+\n$/);
});

test('a port that something else has is no emulator', async () => {
  const other = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const { code, stderr } = await runProcess(['mcp', '--port', String(port)]);
  expect([code, stderr]).toEqual([1, expect.stringContaining(`port ${port} is taken`)]);
});
