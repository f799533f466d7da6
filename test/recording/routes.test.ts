import Fastify from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { recordingsRoutes } from '../../src/emulator/recordings/recordings-routes.ts';
import { registerErrorHandler } from '../../src/http/create-server.ts';
import { registerJsonBody } from '../../src/http/json-body.ts';
import { registerValidation } from '../../src/http/validation.ts';
import { createClient } from '../support/client.ts';
import { newFolder, openRecorder, request, sending, textOf } from './support/recorder.ts';

async function serveRecordings(folder?: string) {
  const recordings = openRecorder({ inner: sending(['{"answer":', '1}']), folder });
  const app = Fastify();
  registerErrorHandler(app);
  registerValidation(app);
  registerJsonBody(app);
  await app.register(recordingsRoutes, { recordings });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => app.close());
  return { recordings, ...createClient(() => url) };
}

const PATH = '/_emulator/recordings';

test('record, look, replay, delete', async () => {
  const { recordings, put, read, call, get } = await serveRecordings(newFolder());
  expect(await read(`${PATH}/mode`)).toEqual({
    mode: 'off',
    timing: 'instant',
    match: ['dialect', 'model', 'messages'],
  });
  expect((await put(`${PATH}/mode`, { mode: 'record' })).body).toMatchObject({ mode: 'record', timing: 'instant' });
  await textOf(recordings.fetch(request({ says: 'One   two\nthree' })));
  const { recordings: listed } = await read(PATH);
  expect(listed).toEqual([
    {
      id: expect.stringMatching(/^openai-chat-gpt-4o-\w+-1$/),
      dialect: 'openai-chat',
      model: 'gpt-4o',
      url: 'http://provider.example/v1/chat/completions',
      status: 200,
      chunks: 2,
      recorded_at: '2026-03-04T05:06:07.000Z',
      prompt: 'One two three',
    },
  ]);
  const [{ id }] = listed;
  expect(await read(`${PATH}/${id}`)).toEqual(recordings.find(id));

  await put(`${PATH}/mode`, { mode: 'replay', timing: 'recorded', match: ['dialect'] });
  expect(await textOf(recordings.fetch(request({ says: 'Anything' })))).toBe('{"answer":1}');

  expect((await call('DELETE', `${PATH}/${id}`)).status).toBe(204);
  expect((await call('DELETE', `${PATH}/${id}`)).status).toBe(404);
  expect((await get(`${PATH}/${id}`)).body).toMatchObject({ id, messages: [`Recording '${id}' was not found.`] });
});

test('what was exported imports, nulls in prompts included', async () => {
  const one = await serveRecordings(newFolder());
  await one.put(`${PATH}/mode`, { mode: 'record' });
  const body = '{"messages":[{"role":"assistant","content":null},{"role":"user","content":"Go on"}]}';
  await textOf(one.recordings.fetch(request({ body })));
  const bundle = await one.read(`${PATH}/export`);
  expect(bundle.recordings[0].recording.request.body).toEqual(JSON.parse(body));

  const other = await serveRecordings();
  expect((await other.post(`${PATH}/import`, bundle)).body).toEqual({ imported: 1 });
  expect(await other.read(`${PATH}/export`)).toEqual(bundle);
  await other.put(`${PATH}/mode`, { mode: 'replay' });
  expect(await textOf(other.recordings.fetch(request({ body })))).toBe('{"answer":1}');
  expect((await other.call('DELETE', PATH)).status).toBe(204);
  expect(await other.read(PATH)).toEqual({ recordings: [] });
});

test('what is wrong is named by its field', async () => {
  const { put, post } = await serveRecordings();
  expect((await put(`${PATH}/mode`, { mode: 'both' })).body.field_errors).toHaveProperty(['body.mode']);
  const imported = await post(`${PATH}/import`, { version: 1, recordings: [{ id: 'a', recording: { version: 1 } }] });
  expect(imported.status).toBe(400);
  expect(imported.body.field_errors).toEqual({
    'body.recordings[0].recording.request': 'is required.',
    'body.recordings[0].recording.response': 'is required.',
  });
  expect((await post(`${PATH}/import`)).body.field_errors).toEqual({ body: 'is required.' });
});
