import { LLMock } from '@copilotkit/aimock';
import { expect, onTestFinished, test } from 'vitest';
import { startForTest, uniqueName } from '../support/emulator.ts';

/** As users do it: nothing but the emulator's own addresses. */
test.each([true, false])('an LLM answers after its provider has gone (stream: %s)', async (stream) => {
  const mock = await LLMock.create({ host: '127.0.0.1', port: 0, logLevel: 'silent', chunkSize: 4 });
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= mock.stop());
  onTestFinished(stop);
  mock.onMessage('Hello', { content: 'Hi' });
  mock.onMessage('Which', { content: 'The recorded answer.' });
  const { create, put, post, read, get } = await startForTest();
  const name = uniqueName('recorded');
  const setMode = (mode: string) => put('/_emulator/recordings/mode', { mode });
  const ask = (content: string) =>
    post('/v2/llms/chat/completions', { model: name, stream, messages: [{ role: 'user', content }] });

  await create('/v2/llms', {
    type: 'openai-compatible',
    name,
    model: 'gpt-4o',
    uri: `${mock.url}/v1/chat/completions`,
    auth: { type: 'bearer', token: 'sk-never-to-be-kept' },
    test_model_parameters: {},
  });
  expect((await setMode('record')).status).toBe(200);
  const live = await ask('Which one?');
  expect(live.text).toContain(stream ? 'data: [DONE]' : 'The recorded answer.');
  await stop();
  await setMode('replay');
  const replayed = await ask('Which one?');
  expect([replayed.status, replayed.text]).toEqual([200, live.text]);

  expect(await read('/_emulator/recordings')).toMatchObject({
    recordings: [{ model: 'gpt-4o', prompt: 'Which one?' }],
  });
  expect((await get('/_emulator/recordings/export')).text).not.toContain('never-to-be-kept');
  expect((await ask('Another one?')).text).toContain('no recording answers this request');
});
