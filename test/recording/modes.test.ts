import { describe, expect, test } from 'vitest';
import type { UpstreamFetch } from '../../src/upstream/network/upstream-fetch.ts';
import { json, serve } from '../upstream/support/serve.ts';
import {
  filesIn,
  network,
  newFolder,
  noNetwork,
  openRecorder,
  readWhole,
  request,
  sending,
  textOf,
} from './support/recorder.ts';

/** Answers with 1, 2, 3, … */
function counting(): UpstreamFetch {
  let calls = 0;
  return (asked) => {
    calls += 1;
    return sending([String(calls)])(asked);
  };
}

test('off: the very answer of the fetch inside, and nothing is kept', async () => {
  const recordings = openRecorder({ inner: counting() });
  expect(await textOf(recordings.fetch(request()))).toBe('1');
  expect(recordings.list()).toEqual([]);
});

test('the same request several times: answers in the order recorded, the last one again and again', async () => {
  const folder = newFolder();
  const recorder = openRecorder({ mode: 'record', folder, inner: counting() });
  for (const says of ['a', 'b', 'a', 'a']) await textOf(recorder.fetch(request({ says })));
  const replay = openRecorder({ mode: 'replay', folder });
  const answers = ['a', 'a', 'b', 'a', 'a', 'b'];
  const texts: string[] = [];
  for (const says of answers) texts.push(await textOf(replay.fetch(request({ says }))));
  expect(texts).toEqual(['1', '3', '2', '4', '4', '2']);
});

test('more than nine answers keep their order', async () => {
  const folder = newFolder();
  const recorder = openRecorder({ mode: 'record', folder, inner: counting() });
  for (let call = 0; call < 12; call += 1) await textOf(recorder.fetch(request()));
  const { fetch } = openRecorder({ mode: 'replay', folder });
  for (let call = 1; call <= 12; call += 1) expect(await textOf(fetch(request()))).toBe(String(call));
});

test('identical calls at the same time are kept in the order in which they were asked', async () => {
  const recordings = openRecorder({ mode: 'record', inner: counting(), folder: newFolder() });
  const responses = await Promise.all([1, 2, 3].map(() => recordings.fetch(request())));
  // Ended in the opposite order.
  for (const response of responses.toReversed()) await textOf(Promise.resolve(response));
  recordings.configure({ mode: 'replay' });
  const replayed = await Promise.all([1, 2, 3, 4].map(() => textOf(recordings.fetch(request()))));
  expect(replayed).toEqual(['1', '2', '3', '3']);
});

test('recording again replaces what a request had, and nothing else', async () => {
  const folder = newFolder();
  const first = openRecorder({ mode: 'record', folder, inner: sending(['old']) });
  for (const says of ['a', 'a', 'b']) await textOf(first.fetch(request({ says })));
  const second = openRecorder({ mode: 'record', folder, inner: sending(['new']) });
  await textOf(second.fetch(request({ says: 'a' })));
  expect(filesIn(folder)).toHaveLength(2);
  const { fetch } = openRecorder({ mode: 'replay', folder });
  expect(await textOf(fetch(request({ says: 'a' })))).toBe('new');
  expect(await textOf(fetch(request({ says: 'a' })))).toBe('new');
  expect(await textOf(fetch(request({ says: 'b' })))).toBe('old');
});

test('record-missing calls only for what is not there, and keeps it', async () => {
  const folder = newFolder();
  await textOf(openRecorder({ mode: 'record', folder, inner: sending(['kept']) }).fetch(request({ says: 'a' })));
  const both = openRecorder({ mode: 'record-missing', folder, inner: counting() });
  expect(await textOf(both.fetch(request({ says: 'a' })))).toBe('kept');
  expect(await textOf(both.fetch(request({ says: 'b' })))).toBe('1');
  expect(await textOf(both.fetch(request({ says: 'b' })))).toBe('1');
  expect(filesIn(folder)).toHaveLength(2);
});

test('an HTTP error is an answer and is kept, a connection that failed is not', async () => {
  const { url } = await serve(json({ error: { message: 'slow down' } }, 429));
  const recordings = openRecorder({ mode: 'record', folder: newFolder(), inner: network() });
  const live = await readWhole(recordings.fetch(request({ url })));
  await expect(recordings.fetch(request({ url: 'http://127.0.0.1:1', says: 'b' }))).rejects.toThrow();
  expect(recordings.list()).toMatchObject([{ status: 429, prompt: 'Hello' }]);
  recordings.configure({ mode: 'replay' });
  const replayed = await readWhole(recordings.fetch(request()));
  expect(replayed).toMatchObject({ status: 429, text: live.text, headers: { 'content-type': 'application/json' } });
});

test('a stream that breaks off is not kept', async () => {
  const inner: UpstreamFetch = async () => ({
    status: 200,
    headers: {},
    body: (async function* () {
      yield Buffer.from('half');
      throw new Error('reset');
    })(),
  });
  const folder = newFolder();
  await expect(textOf(openRecorder({ mode: 'record', folder, inner }).fetch(request()))).rejects.toThrow('reset');
  expect(filesIn(folder)).toEqual([]);
});

test('an answer that cannot be stored reaches its caller all the same', async () => {
  const warnings: string[] = [];
  const recordings = openRecorder({
    mode: 'record',
    inner: sending(['fine']),
    folder: newFolder(),
    warn: (message) => warnings.push(message),
  });
  const model = 'm';
  const asked = request({ model, dialect: `${'x'.repeat(300)}` as 'gemini' });
  expect(await textOf(recordings.fetch(asked))).toBe('fine');
  expect(warnings).toEqual([expect.stringMatching(/^An answer could not be recorded: .*ENAMETOOLONG/)]);
});

describe('what counts', () => {
  const body = (given: object) =>
    JSON.stringify({ model: 'gpt-4o', messages: [{ content: 'a', role: 'user' }], ...given });
  const recordedWith = async (given: Parameters<typeof openRecorder>[0] = {}) => {
    const recordings = openRecorder({ ...given, mode: 'record', inner: sending(['kept']) });
    await textOf(recordings.fetch(request({ body: body({ temperature: 0 }) })));
    recordings.configure({ mode: 'replay' });
    return (asked: Parameters<typeof request>[0]) => textOf(recordings.fetch(request(asked)));
  };

  test('not the order of members, not parameters, not the address, not headers', async () => {
    const ask = await recordedWith();
    const reordered = '{"temperature": 1, "messages": [{"role":"user","content":"a"}], "model": "gpt-4o"}';
    expect(await ask({ body: reordered, url: 'http://else.example/' })).toBe('kept');
    const headers = { accept: 'application/json', authorization: 'Bearer another-key' };
    expect(await ask({ body: reordered, headers })).toBe('kept');
  });

  test.each([
    [
      'the prompt',
      { body: body({ messages: [{ role: 'user', content: 'b' }] }) },
      'messages[0].content is "b", recorded "a"',
    ],
    ['the tools', { body: body({ tools: [{ name: 't' }] }) }, 'tools is [{"name":"t"}], recorded absent'],
    ['the model', { body: body({}), model: 'gpt-5' }, 'model is "gpt-5", recorded "gpt-4o"'],
    [
      'the dialect',
      { body: body({}), dialect: 'openai-responses' as const },
      'dialect is "openai-responses", recorded "openai-chat"',
    ],
    [
      'a stream or not',
      { body: body({}), headers: { accept: 'text/event-stream' } },
      'accept is "text/event-stream", recorded "application/json"',
    ],
  ])('%s', async (_what, asked, difference) => {
    const ask = await recordedWith();
    await expect(ask(asked)).rejects.toThrow(difference);
  });

  test('parameters and the address, when asked to', async () => {
    const ask = await recordedWith({ match: ['messages', 'parameters', 'url'] });
    expect(await ask({ body: body({ temperature: 0 }), model: 'other' })).toBe('kept');
    await expect(ask({ body: body({ temperature: 1 }) })).rejects.toThrow('temperature is 1, recorded 0');
    const elsewhere = { url: 'http://else.example/', body: body({ temperature: 0 }) };
    await expect(ask(elsewhere)).rejects.toThrow('url is "http://else.example/"');
  });
});

describe('why nothing answers', () => {
  test('three are named, the nearest first, long texts cut to where they differ', async () => {
    const recordings = openRecorder({ mode: 'record', inner: sending(['x']) });
    const prompt = (last: string) => `${'The same long beginning. '.repeat(10)}${last}`;
    const others = [
      request({ says: 'short' }),
      request({ says: prompt('one') }),
      request({ says: prompt('two'), model: 'm' }),
    ];
    for (const asked of [...others, request({ says: 'z'.repeat(300) })]) await textOf(recordings.fetch(asked));
    recordings.configure({ mode: 'replay' });
    const error: Error = await recordings.fetch(request({ says: prompt('three') })).catch((thrown) => thrown);
    const [, first, second, third] = error.message.split(/ the nearest of 4: | \| /);
    expect(first).toMatch(/^1\. openai-chat-gpt-4o-\w{10}-1: messages\[0\].content is "?….*three", recorded ….*one"$/);
    expect(first!.length).toBeLessThan(260);
    expect(second).toMatch(/^2\. openai-chat-gpt-4o-/);
    expect(third).toMatch(/^3\. /);
    expect(error.message).not.toContain('4. ');
  });

  test('when there is none at all, it says so and where it looked', async () => {
    const folder = newFolder();
    const { fetch } = openRecorder({ mode: 'replay', folder, inner: noNetwork });
    await expect(fetch(request())).rejects.toThrow(
      `no recording answers this request (openai-chat, gpt-4o, "Hello"); there are no recordings in ${folder}`,
    );
  });
});
