import { expect, test } from 'vitest';
import { runProcess, startProcess } from '../support/process.ts';

test('a running server’s account is saved and loaded from the command line', async () => {
  const server = await startProcess(['--ephemeral']);
  const snapshot = (...args: string[]) => runProcess(['snapshot', ...args, '--url', server.url]);
  await server.create('/v2/corpora', { key: 'kept' });
  expect(await snapshot('save', 'before')).toMatchObject({ code: 0, stdout: expect.stringContaining('saved before') });
  await server.delete('/v2/corpora/kept');
  expect(await snapshot('load', 'before')).toMatchObject({ code: 0, stdout: expect.stringContaining('loaded before') });
  expect((await server.get('/v2/corpora/kept')).status).toBe(200);
  expect((await snapshot('list')).stdout).toContain('before');
  expect(await snapshot('load', 'other')).toMatchObject({ code: 1, stderr: expect.stringContaining("'other'") });
});

test('without a server one line says so', async () => {
  const { code, stderr } = await runProcess(['snapshot', 'list', '--url', 'http://127.0.0.1:9']);
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^vectara-emulator: no emulator answers[^\n]+\n$/)]);
});
