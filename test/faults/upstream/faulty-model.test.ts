/** The model behind the platform's LLMs fails like one that is reached over a network. */
import { describe, expect, test } from 'vitest';
import type { UpstreamFault } from '../../../src/emulator/faults/fault-schema.ts';
import { faultyModel } from '../../../src/emulator/faults/upstream-faults.ts';
import { createBuiltInModel } from '../../../src/upstream/built-in/built-in-model.ts';
import type { ModelChunk } from '../../../src/upstream/language-model.ts';
import { describeGenerationFailure } from '../../../src/upstream/upstream-error.ts';
import { ask, failureOf } from '../../upstream/support/upstream.ts';

const IDLE_SECONDS = 0.02;
const forever = () => new AbortController().signal;

/** What arrives of an answer, and the failure it ends in, in words. */
async function answer(fault: UpstreamFault, stream = true) {
  const model = faultyModel(createBuiltInModel(), () => ({ id: 'x', fault, random: () => 0 }), undefined, IDLE_SECONDS);
  const arrived: ModelChunk[] = [];
  const reading = async () => {
    for await (const chunk of model.generate(ask({ stream }), forever())) arrived.push(chunk);
  };
  const failure = await failureOf(reading());
  return { arrived: arrived.length, words: describeGenerationFailure('mine', failure) };
}

describe.each([true, false])('stream: %s', (stream) => {
  test.each<[UpstreamFault, number, string]>([
    [{ type: 'upstream_refused' }, 0, "LLM 'mine' could not be reached: connection refused (built-in model)"],
    [{ type: 'upstream_status', code: 429, message: 'Slow.' }, 0, "LLM 'mine' returned HTTP 429: Slow."],
    [{ type: 'upstream_malformed_chunk', after: 2 }, 2, "LLM 'mine' returned an invalid response: expected JSON"],
    [{ type: 'upstream_silence' }, 0, "LLM 'mine' sent no data for 0.02 seconds"],
    [{ type: 'upstream_silence', after: 3 }, 3, "LLM 'mine' sent no data for 0.02 seconds"],
    [{ type: 'upstream_drop' }, 1, "LLM 'mine' could not be reached: connection closed before the answer"],
  ])('%j', async (fault, chunks, words) => {
    const given = await answer(fault, stream);
    expect(given.words).toContain(words);
    expect(given.arrived).toBe(stream ? chunks : 0);
  });
});

test('slow, and whole', async () => {
  const fault = { type: 'upstream_slow_first_token', ms: 20 } as const;
  const model = faultyModel(createBuiltInModel(), () => ({ id: 'x', fault, random: () => 0 }));
  const begin = performance.now();
  const chunks = await Array.fromAsync(model.generate(ask(), forever()));
  expect(performance.now() - begin).toBeGreaterThanOrEqual(19);
  expect(chunks).toEqual(await Array.fromAsync(createBuiltInModel().generate(ask(), forever())));
});

test.each<UpstreamFault>([{ type: 'upstream_silence' }, { type: 'upstream_slow_first_token', ms: 60_000 }])(
  '%j ends with its caller',
  async (fault) => {
    const caller = new AbortController();
    const reason = new Error('gone');
    const model = faultyModel(createBuiltInModel(), () => ({ id: 'x', fault, random: () => 0 }));
    const reading = Array.fromAsync(model.generate(ask(), caller.signal));
    setImmediate(() => caller.abort(reason));
    await expect(reading).rejects.toBe(reason);
  },
);
