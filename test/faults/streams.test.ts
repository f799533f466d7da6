/** Streams that break at a named event, as Vectara's browser client, OpenAI's SDK and fetch meet it. */
import OpenAI from 'openai';
import { beforeAll, describe, expect, test } from 'vitest';
import type { FaultRule } from '../../src/emulator/faults/fault-rule-schema.ts';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile } from '../support/emulator.ts';
import { parseEvents, typesOf } from '../support/stream-events.ts';
import { readBroken } from './support/read-broken.ts';
import { runsOf, streamQueryEvents } from './support/stream-query.ts';
import { timesFired, withFault } from './support/with-fault.ts';

const api = emulatorForFile();
let corpusKey = '';
beforeAll(async () => {
  corpusKey = await createCorpus(api, ['Bees make honey in their hive.', 'Ships carry coal over the sea.']);
});

const body = (stream_response: boolean) => ({
  query: 'honey',
  search: { corpora: [{ corpus_key: corpusKey }] },
  generation: {},
  stream_response,
});
const broken = async (fault: FaultRule['fault']) => {
  await withFault(api, { id: 'breaking', fault });
  const response = await api.open('POST', '/v2/query', body(true));
  expect(response.status).toBe(200);
  expect(response.headers.get('x-emulator-fault-applied')).toBe('breaking');
  const { text, isWhole } = await readBroken(response);
  const events = text === '' ? [] : parseEvents(text);
  return { types: typesOf(events), events, isWhole };
};
const chunks = (count: number) => Array<string>(count).fill('generation_chunk');

describe('stream_cut', () => {
  test('before an event', async () => {
    const { types, isWhole } = await broken({ type: 'stream_cut', before: 'generation_end' });
    expect(types.at(-1)).toBe('generation_chunk');
    expect(types).not.toContain('generation_end');
    expect(isWhole).toBe(false);
  });

  test('after so many of them', async () => {
    const { types, isWhole } = await broken({ type: 'stream_cut', after: { event: 'generation_chunk', count: 3 } });
    expect(types).toEqual(['search_results', ...chunks(3)]);
    expect(isWhole).toBe(false);
  });

  test('before the first', async () => {
    expect(await broken({ type: 'stream_cut', before: 'search_results' })).toMatchObject({
      types: [],
      isWhole: false,
    });
  });

  test('without its end, yet in good order', async () => {
    const { types, isWhole } = await broken({ type: 'stream_cut', no_end: true });
    expect(types.at(-1)).toBe('factual_consistency_score');
    expect(isWhole).toBe(true);
  });

  test('at an event that never comes: whole', async () => {
    const { types, isWhole } = await broken({ type: 'stream_cut', before: 'chat_info' });
    expect([types.at(-1), isWhole]).toEqual(['end', true]);
  });
});

describe('stream_error', () => {
  test('in the place of an event', async () => {
    const { events, types, isWhole } = await broken({ type: 'stream_error', before: 'generation_end', message: 'Oh.' });
    expect(types.slice(-2)).toEqual(['error', 'end']);
    expect(types).not.toContain('generation_end');
    expect(events.at(-2)).toEqual({ type: 'error', messages: ['Oh.'] });
    expect(isWhole).toBe(true);
  });

  test('without an end', async () => {
    const { types } = await broken({ type: 'stream_error', after: { event: 'search_results' }, no_end: true });
    expect(types).toEqual(['search_results', 'error']);
  });
});

test('truncate cuts a stream in the midst of an event', async () => {
  await withFault(api, { fault: { type: 'truncate', bytes: 30 } });
  const { text, isWhole } = await readBroken(await api.open('POST', '/v2/query', body(true)));
  expect([text.length, isWhole]).toEqual([30, false]);
});

test('answers that are not streamed neither break nor count', async () => {
  const { id } = await withFault(api, { when: { times: 1 }, fault: { type: 'stream_cut', before: 'end' } });
  expect((await api.post('/v2/query', body(false))).status).toBe(200);
  expect(await timesFired(api, id)).toBe(0);
  const { isWhole } = await readBroken(await api.open('POST', '/v2/query', body(true)));
  expect([isWhole, await timesFired(api, id)]).toEqual([false, 1]);
});

describe("Vectara's browser client", () => {
  test('a cut', async () => {
    await withFault(api, { fault: { type: 'stream_cut', after: { event: 'generation_chunk', count: 2 } } });
    const events = await streamQueryEvents(api, { corpusKey });
    expect(runsOf(events)).toEqual(['searchResults', 'generationChunk', 'genericError']);
    expect(events.filter(({ type }) => type === 'generationChunk')).toHaveLength(2);
  });

  test('an error event', async () => {
    await withFault(api, { fault: { type: 'stream_error', before: 'generation_end', message: 'Oh.' } });
    const events = await streamQueryEvents(api, { corpusKey });
    expect(runsOf(events)).toEqual(['searchResults', 'generationChunk', 'error', 'end']);
    expect(events.at(-2)).toMatchObject({ messages: ['Oh.'] });
  });

  test('a refusal', async () => {
    await withFault(api, { fault: { type: 'status', code: 503, message: 'UNAVAILABLE: Later.' } });
    const events = await streamQueryEvents(api, { corpusKey });
    expect(events.map(({ error }) => error.message)).toEqual(['Request failed (503)']);
    expect(JSON.parse(events[0].error.cause).messages).toEqual(['UNAVAILABLE: Later.']);
  });

  test('a dropped connection', async () => {
    const { id } = await withFault(api, { fault: { type: 'drop' } });
    expect(runsOf(await streamQueryEvents(api, { corpusKey }))).toEqual(['genericError']);
    expect(await timesFired(api, id)).toBe(1);
  });
});

describe("OpenAI's SDK", () => {
  const stream = async () => {
    const openai = new OpenAI({ apiKey: 'any', baseURL: `${api.url}/v2/llms`, maxRetries: 0 });
    const messages = [{ role: 'user' as const, content: 'Hello' }];
    const texts: string[] = [];
    try {
      for await (const { choices } of await openai.chat.completions.create({
        model: 'gpt-4o',
        messages,
        stream: true,
      })) {
        texts.push(choices[0]?.delta.content ?? '');
      }
      return { texts };
    } catch (error) {
      return { texts, error: error as Error };
    }
  };

  test('a cut', async () => {
    await withFault(api, { fault: { type: 'stream_cut', after: { event: 'completion_chunk', count: 3 } } });
    const { texts, error } = await stream();
    expect(texts).toHaveLength(3);
    expect(error?.message).toBe('terminated');
  });

  test('an error', async () => {
    await withFault(api, { fault: { type: 'stream_error', before: 'done', message: 'Oh.' } });
    const { texts, error } = await stream();
    expect(texts.join('')).toContain('built-in model');
    expect(error).toBeInstanceOf(OpenAI.APIError);
    expect(error?.message).toContain('Oh.');
  });

  test('no end', async () => {
    await withFault(api, { fault: { type: 'stream_cut', no_end: true } });
    const { texts, error } = await stream();
    expect(texts.join('')).toContain('built-in model');
    expect(error).toBeUndefined();
  });
});
