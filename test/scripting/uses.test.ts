/** Which script answers, and how often. */
import { describe, expect, test } from 'vitest';
import type { Script } from '../../src/emulator/scripts/script-schema.ts';
import { contentOf, scriptedEmulator } from './scripted-emulator.ts';

const { api, script, chat } = scriptedEmulator();

const texts = (...said: string[]) => said.map((text) => ({ text }));

/** What so many requests in a row are answered; `-` by the true model. */
async function answers(count: number): Promise<string> {
  const said: string[] = [];
  for (let i = 0; i < count; i++) {
    const text = contentOf(await chat('Hello'));
    said.push(text.length === 1 ? text : '-');
  }
  return said.join('');
}

test.each<[string, Script, string]>([
  ['one answer is repeated', { answer: { text: 'a' } }, 'aaaa'],
  ['times', { answer: { text: 'a' }, times: 2 }, 'aa--'],
  ['skip', { answer: { text: 'a' }, skip: 2 }, '--aa'],
  ['skip and times', { answer: { text: 'a' }, skip: 1, times: 2 }, '-aa-'],
  ['of a list, the last is repeated', { answers: texts('a', 'b') }, 'abbb'],
  ['or it begins again', { answers: texts('a', 'b', 'c'), exhausted: 'cycle' }, 'abca'],
  ['or it stops', { answers: texts('a', 'b'), exhausted: 'stop-matching' }, 'ab--'],
  ['a list and times', { answers: texts('a', 'b'), exhausted: 'cycle', times: 3 }, 'aba-'],
])('%s', async (_, rule, expected) => {
  await script(rule);
  expect(await answers(4)).toBe(expected);
});

describe('several scripts', () => {
  test('the first that was added answers, and gives way when it is used up', async () => {
    await script({ id: 'first', answer: { text: 'a' }, times: 2 });
    await script({ id: 'second', answer: { text: 'b' } });
    expect(await answers(4)).toBe('aabb');
    const { scripts } = await api.read('/_emulator/scripts');
    expect(scripts.map((one: { id: string; times_used: number }) => [one.id, one.times_used])).toEqual([
      ['first', 2],
      ['second', 2],
    ]);
  });

  test('one that is replaced keeps its place and starts to count again', async () => {
    await script({ id: 'first', answer: { text: 'a' }, times: 1 });
    await script({ id: 'second', answer: { text: 'b' } });
    expect(await answers(2)).toBe('ab');
    expect((await api.put('/_emulator/scripts/first', { answer: { text: 'c' }, times: 1 })).status).toBe(200);
    expect(await answers(2)).toBe('cb');
  });

  test('counters are reset', async () => {
    await script({ answers: texts('a', 'b'), exhausted: 'stop-matching', skip: 1 });
    expect(await answers(4)).toBe('-ab-');
    const { body } = await api.post('/_emulator/scripts/reset-counters');
    expect(body.scripts).toMatchObject([{ times_used: 0, times_skipped: 0 }]);
    expect(await answers(4)).toBe('-ab-');
  });

  test('parallel requests share a script out', async () => {
    await script({ answers: texts(...'abcdefgh'), exhausted: 'stop-matching' });
    await script({ answer: { text: 'x' }, times: 1 });
    const given = await Promise.all(Array.from({ length: 12 }, () => chat('Hello').then(contentOf)));
    expect(
      given
        .filter((text) => text.length === 1)
        .sort()
        .join(''),
    ).toBe('abcdefghx');
  });
});

test('scripts of one account are not another’s', async () => {
  await script({ answer: { text: 'a' } });
  const other = { 'x-emulator-account': 'other-account' };
  expect(contentOf(await chat('Hello', {}, other))).not.toBe('a');
  expect((await api.get('/_emulator/scripts', { headers: other })).body).toEqual({ scripts: [] });
  expect(contentOf(await chat('Hello'))).toBe('a');
});
