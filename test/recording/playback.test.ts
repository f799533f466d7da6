import { setImmediate, setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { UpstreamFetch } from '../../src/upstream/network/upstream-fetch.ts';
import { serve } from '../upstream/support/serve.ts';
import { filesIn, network, newFolder, openRecorder, readWhole, request, sending, textOf } from './support/recorder.ts';

/** A recording whose chunks came at these milliseconds. */
async function paced(times: number[], timing: 'instant' | 'recorded', started = 0) {
  const recordings = openRecorder({ mode: 'replay', timing });
  const { url: _, headers, dialect, model, body } = request();
  const response = {
    status: 200,
    started_ms: started,
    chunks: times.map((time) => `${time};`),
    chunk_times_ms: times,
  };
  const recording = { version: 1, request: { dialect, model, headers, body: JSON.parse(body) }, response };
  await recordings.import({ version: 1, recordings: [{ id: 'paced', recording }] });
  return recordings;
}

describe('pace', () => {
  test('the time between chunks is kept, by a clock that the wall clock does not move', async () => {
    let time = 1000;
    const inner: UpstreamFetch = async () => {
      time += 40;
      return {
        status: 200,
        headers: {},
        body: (async function* () {
          for (const pause of [10, 0, 250]) {
            time += pause;
            yield Buffer.from('x');
          }
        })(),
      };
    };
    const recordings = openRecorder({ mode: 'record', inner, clock: () => time, now: () => 0 });
    await textOf(recordings.fetch(request()));
    expect(recordings.find(recordings.list()[0]!.id)).toMatchObject({
      recorded_at: '1970-01-01T00:00:00.000Z',
      response: { started_ms: 40, chunks: ['x', 'x', 'x'], chunk_times_ms: [50, 50, 300] },
    });
  });

  test('recorded: nothing comes before its time, and not much after', async () => {
    const recordings = await paced([30, 30, 90], 'recorded', 20);
    const begin = performance.now();
    const { body } = await recordings.fetch(request());
    const arrivals = [performance.now() - begin];
    for await (const _ of body) arrivals.push(performance.now() - begin);
    for (const [index, due] of [20, 30, 30, 90].entries()) expect(arrivals[index]).toBeGreaterThanOrEqual(due - 1);
    expect(arrivals.at(-1)).toBeLessThan(10_000);
  });

  test('instant: an hour takes no time', async () => {
    const recordings = await paced([0, 3_600_000], 'instant', 1_800_000);
    expect(await textOf(recordings.fetch(request()))).toBe('0;3600000;');
  });

  test('a caller that changes what it got does not change the recording', async () => {
    const recordings = await paced([0], 'instant');
    const { body } = await recordings.fetch(request());
    for await (const chunk of body) chunk.fill(0);
    expect(await textOf(recordings.fetch(request()))).toBe('0;');
  });
});

describe('abort', () => {
  const left = new Error('the caller left');

  test.each([
    ['before the answer', 3_600_000, [3_600_000]],
    ['between chunks', 0, [0, 3_600_000]],
  ])('ends a paced replay at once: %s', async (_when, started, times) => {
    const recordings = await paced(times, 'recorded', started);
    const caller = new AbortController();
    const reading = readWhole(recordings.fetch(request({ signal: caller.signal })));
    await setImmediate();
    caller.abort(left);
    await expect(reading).rejects.toBe(left);
  });

  test('ends an instant replay in its midst, however fast it is read', async () => {
    const recordings = await paced(
      Array.from({ length: 100_000 }, () => 0),
      'instant',
    );
    const caller = new AbortController();
    void setTimeout(5).then(() => caller.abort(left));
    await expect(readWhole(recordings.fetch(request({ signal: caller.signal })))).rejects.toBe(left);
  });

  test('a caller that has already left gets no answer', async () => {
    const recordings = await paced([0], 'instant');
    await expect(recordings.fetch(request({ signal: AbortSignal.abort(left) }))).rejects.toBe(left);
  });

  test('of a call that is recorded: it ends upstream, and nothing is kept', async () => {
    const closed = Promise.withResolvers<void>();
    const { url } = await serve((response) => {
      response.on('close', closed.resolve);
      response.writeHead(200).write('half');
    });
    const folder = newFolder();
    const { fetch } = openRecorder({ mode: 'record', folder, inner: network() });
    const caller = new AbortController();
    const { body } = await fetch(request({ url, signal: caller.signal }));
    await expect(
      (async () => {
        for await (const _ of body) caller.abort(left);
      })(),
    ).rejects.toBe(left);
    await closed.promise;
    expect(filesIn(folder)).toEqual([]);
  });

  test('a caller that stops reading keeps nothing half-written', async () => {
    const folder = newFolder();
    const { fetch } = openRecorder({ mode: 'record', folder, inner: sending(['a', 'b']) });
    const { body } = await fetch(request());
    for await (const _ of body) break;
    expect(filesIn(folder)).toEqual([]);
    await textOf(fetch(request()));
    expect(filesIn(folder)).toHaveLength(1);
  });
});
