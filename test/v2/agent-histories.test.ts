/**
 * Whatever a provider says, in whatever pieces it comes, and whenever somebody else speaks in between: a turn tells what
 * it keeps, and what is kept can be sent to a model of any dialect.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agentsFor, text } from '../support/agents.ts';
import type { Json } from '../support/client.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { posted } from '../upstream/support/simulate.ts';
import { collected, withoutIds } from './support/collected.ts';
import { DIALECTS, type Dialect, provider, type Said } from './support/provider.ts';

const api = emulatorForFile();
const { sessionOf } = agentsFor(api);

const RUNS = 4;
const kept = async (at: string): Promise<Json[]> => (await api.read(`${at}/events?limit=100`)).events.toReversed();

/** Outputs of calls at once come as they are ready. */
const inOrder = (events: Json[]): Json[] => {
  const place = (event: Json) => (event.type === 'tool_output' ? event.tool_call_id : '');
  return events.map(withoutIds).sort((a, b) => (place(a) && place(b) && place(a) < place(b) ? -1 : 0));
};

/** Bytes in pieces of these lengths, over and over. */
const cutBy = (lengths: readonly number[]) =>
  function* (body: string) {
    const bytes = Buffer.from(body);
    for (let from = 0, turn = 0; from < bytes.length; turn += 1) {
      const length = lengths[turn % lengths.length]!;
      yield bytes.subarray(from, from + length);
      from += length;
    }
  };

const words = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .map((one) => one.trim())
  .filter((one) => one !== '');
const call = fc.record({
  id: fc.constantFrom('call_1', 'call_2', 'functions.tone:0', 'functions:tone.0'),
  name: fc.constantFrom('invoke_skill', 'invoke_skill', 'nope', 'no such: tool'),
  args: fc.constantFrom({ skill_name: 'tone' }, { skill_name: 'other' }, {}),
});
const said: fc.Arbitrary<Said> = fc
  .record({
    thinking: fc.option(words, { nil: undefined }),
    text: fc.option(words, { nil: undefined }),
    calls: fc.array(call, { minLength: 1, maxLength: 3 }),
  })
  .map((one) => one as Said);
const scenario = fc.record({
  answers: fc.array(said, { minLength: 1, maxLength: 3 }),
  cuts: fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 5 }),
  /** Before which answer somebody else speaks, and how. */
  at: fc.nat({ max: 3 }),
  behavior: fc.constantFrom('steer', 'follow_up'),
});

const STAND_INS: Record<Dialect['type'], [dialect: Parameters<typeof posted>[0], url?: string]> = {
  'openai-compatible': ['openai-chat'],
  'openai-responses': ['openai-responses'],
  anthropic: ['anthropic'],
  'vertex-ai': ['gemini', 'https://g.example/v1beta/models/gemini-3-pro:generateContent'],
};

/** What a provider of the dialect was sent is in order by its own rules. */
async function expectInOrder(type: Dialect['type'], bodies: Json[]) {
  const [dialect, url] = STAND_INS[type];
  for (const body of bodies) expect(await posted(dialect, body, url)).toMatchObject({ status: 200 });
}

describe.each(DIALECTS)('a model of type $type', (dialect) => {
  test('tells what is kept, and leaves what every model can be sent', async () => {
    let cuts = [1];
    const own = await provider(dialect, (body) => cutBy(cuts)(body));
    const others = await Promise.all(DIALECTS.map(async (one) => ({ ...(await provider(one)), type: one.type })));
    const register = async ({ llm }: { llm: object }) =>
      (await api.create('/v2/llms', { name: uniqueName('llm'), ...llm })).name;
    const name = await register(own);
    const names = await Promise.all(others.map(register));

    /** A turn into which another input comes; and what of it the session keeps. */
    async function turn(
      { answers, at: place, behavior }: { answers: Said[]; at: number; behavior: string },
      stream: boolean,
    ) {
      const skills = { tone: { description: 'How to speak.', content: 'Softly.' } };
      const at = await sessionOf({ model: { name }, skills });
      let second: Promise<string> | undefined;
      const speak = async () => {
        const answer = await api.open(
          'POST',
          `${at}/events`,
          text('Second.', { since: 'start', behavior, stream_response: true }),
        );
        expect(answer.status).toBe(201);
        second = answer.text();
      };
      own.received();
      own.answers.length = 0;
      own.answers.push(
        ...[...answers, { text: 'Done.' }].map((one, index) =>
          index === Math.min(place, answers.length) ? { ...one, before: speak } : one,
        ),
      );
      const first = await api.post(`${at}/events`, text('First.', { stream_response: stream }));
      expect(first.status).toBe(201);
      const told = await second!;
      await expectInOrder(dialect.type, own.received());
      return { at, first, told, events: await kept(at) };
    }

    await fc.assert(
      fc.asyncProperty(scenario, async ({ cuts: lengths, ...given }) => {
        cuts = lengths;
        const plain = await turn(given, false);
        const streamed = await turn(given, true);
        expect(inOrder(streamed.events)).toEqual(inOrder(plain.events));
        const all = streamed.events.map(withoutIds);
        expect(collected(streamed.told)).toEqual(all);
        expect(all.slice(0, collected(streamed.first.text).length)).toEqual(collected(streamed.first.text));
        expect(plain.first.body.events).toEqual(plain.events.slice(0, plain.first.body.events.length));
        const callsOf = (type: string) => all.filter((event) => event.type === type).map((event) => event.tool_call_id);
        expect(callsOf('tool_output').sort()).toEqual(callsOf('tool_input').sort());
        for (const [index, other] of others.entries()) {
          await api.patch(streamed.at.replace(/\/sessions.*/, ''), { model: { name: names[index] } });
          other.received();
          await api.create(`${streamed.at}/events`, text('And now?'));
          await expectInOrder(other.type, other.received());
        }
      }),
      // A slow machine tries fewer.
      { numRuns: RUNS, interruptAfterTimeLimit: 5_000, endOnFailure: true },
    );
  });
});
