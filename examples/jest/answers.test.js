import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { connectEmulator } from 'vectara-emulator';
import { answer } from './answers.js';

// From `vectara-emulator exec`; see package.json.
const url = process.env.VECTARA_BASE_URL;

const handbook = {
  corpora: [
    {
      key: 'handbook',
      documents: [
        { id: 'leave', type: 'core', document_parts: [{ text: 'Everyone has thirty days of leave a year.' }] },
      ],
    },
  ],
};

let apiKey;
let emulator;

// A key that is new opens an account of its own, so tests know nothing of each other.
beforeEach(async () => {
  apiKey = `test-${randomUUID()}`;
  emulator = connectEmulator({ url, apiKey });
  await emulator.seed(handbook);
});
afterEach(() => emulator.deleteAccount());

test('answers from the handbook', async () => {
  await emulator.scripts.add({ match: { messages: [{ contains: 'leave' }] }, answer: { text: 'Thirty days [1].' } });

  expect(await answer({ url, apiKey }, 'How much leave do I have?')).toBe('Thirty days [1].');

  await emulator.journal.assert({ filter: { operation: 'queryCorpus', corpus: 'handbook' }, count: 1 });
});

test('says so when there are too many questions', async () => {
  await emulator.faults.add({ when: { times: 1 }, fault: { type: 'rate_limit' } });

  expect(await answer({ url, apiKey }, 'Why?')).toMatch(/^Too many questions/);
});
