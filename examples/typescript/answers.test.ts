import { test } from 'vectara-emulator/vitest';
import { expect } from 'vitest';
import { answer } from './answers.ts';

const handbook = {
  corpora: [
    {
      key: 'handbook',
      documents: [
        { id: 'leave', type: 'core', document_parts: [{ text: 'Everyone has thirty days of leave a year.' }] },
        { id: 'desks', type: 'core', document_parts: [{ text: 'Desks are booked by the week.' }] },
      ],
    },
  ],
};

test('answers from the handbook', async ({ emulator }) => {
  await emulator.seed(handbook);
  await emulator.scripts.add({
    match: { messages: [{ contains: 'thirty days' }] },
    answer: { text: 'You have thirty days of leave [1].' },
  });

  expect(await answer(emulator, 'How much leave do I have?')).toBe('You have thirty days of leave [1].');

  const [asked] = await emulator.llmCalls();
  expect(JSON.stringify(asked?.messages)).toContain('How much leave do I have?');
  await emulator.journal.assert({ filter: { operation: 'queryCorpus', corpus: 'handbook' }, count: 1 });
});

test('says so when there are too many questions', async ({ emulator }) => {
  await emulator.seed(handbook);
  await emulator.faults.add({ when: { times: 1 }, fault: { type: 'rate_limit', retry_after: 60 } });

  expect(await answer(emulator, 'Whose desk is this?')).toBe('Too many questions at once. Try again in a minute.');
  expect(await answer(emulator, 'Whose desk is this?')).not.toMatch(/Too many|cannot be asked/);
});

test('says so when the handbook is gone, until it is back', async ({ emulator }) => {
  await emulator.seed(handbook);
  const match = { operation: 'queryCorpus', path: { corpus_key: 'handbook' } };
  await emulator.apiScripts.add({
    match,
    times: 1,
    answer: { status: 404, body: { messages: ['Gone.'], id: 'handbook', request_id: 'x' } },
  });
  await emulator.apiScripts.add({ match, answer: { patch: { summary: 'You have forty days.' } } });

  expect(await answer(emulator, 'How much leave do I have?')).toBe('The handbook cannot be asked just now.');
  expect(await answer(emulator, 'How much leave do I have?')).toBe('You have forty days.');
});
