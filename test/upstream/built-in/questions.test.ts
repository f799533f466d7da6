/** Which sentence of the results the built-in model takes for an answer, and when it says that there is none. */
import { describe, expect, test } from 'vitest';
import { createBuiltInModel } from '../../../src/upstream/built-in/built-in-model.ts';
import { ask, textOfChunks } from '../support/upstream.ts';

const NOTHING = /^The search results hold no information/;

/** An article cut into its sentences, titles too, as structured documents are indexed. */
const BRIDGES = [
  'The bridge at Arlen',
  'Light loads cross it for free.',
  'The first bridge at Arlen was built of wood in 1734.',
  'It burned down in 1811.',
  'Maria Keller designed the stone bridge that replaced it.',
  'The stone bridge is 212 metres long and rests on nine arches.',
  'Tolls were collected by a keeper who lived in the northern tower.',
  'Why tolls ended',
  'Tolls ended in 1902 because the town had paid off its loan.',
  'A toll is a fee for the use of a road or a bridge.',
];
/** What a company tells its staff, a paragraph a passage. */
const HANDBOOK = [
  'Expenses are approved by the finance team. Claims must be filed within 30 days of the journey. Receipts are kept for seven years.',
  'The office in Bern opens at eight. Parking costs 12 francs a day. Dogs are welcome on Fridays.',
  'To reset the coffee machine, hold the left button for five seconds.',
];

async function answer(query: string, passages: readonly string[]): Promise<string> {
  const listed = passages.map((text, index) => `[${index + 1}] ${text}`).join('\n\n');
  const content = `Answer the query from the results.\n\n<query>${query}</query>\n\nSearch results:\n${listed}`;
  const request = ask({ messages: [{ role: 'user', content }] });
  return textOfChunks(await Array.fromAsync(createBuiltInModel().generate(request, new AbortController().signal)));
}

describe('one sentence a passage', () => {
  test.each([
    ['Who designed the stone bridge?', 'Maria Keller designed the stone bridge that replaced it. [5]'],
    ['When was the first bridge built?', 'The first bridge at Arlen was built of wood in 1734. [3]'],
    ['What year was the first bridge built?', 'The first bridge at Arlen was built of wood in 1734. [3]'],
    ['How long is the stone bridge?', 'The stone bridge is 212 metres long and rests on nine arches. [6]'],
    ['What is the length of the stone bridge?', 'The stone bridge is 212 metres long and rests on nine arches. [6]'],
    ['How many arches are there?', 'The stone bridge is 212 metres long and rests on nine arches. [6]'],
    ['Why did tolls end?', 'Tolls ended in 1902 because the town had paid off its loan. [9]'],
    ['When did tolls end?', 'Tolls ended in 1902 because the town had paid off its loan. [9]'],
    ['What is a toll?', 'A toll is a fee for the use of a road or a bridge. [10]'],
    ['Where did the keeper live?', 'Tolls were collected by a keeper who lived in the northern tower. [7]'],
    ['WHO DESIGNED THE STONE BRIDGE', 'Maria Keller designed the stone bridge that replaced it. [5]'],
  ])('%s', async (query, expected) => expect(await answer(query, BRIDGES)).toBe(expected));

  test.each([
    ['a name that no result speaks of', 'Who designed the bridge at Tarn?'],
    ['a time where none is told', 'When were the arches repaired?'],
    ['a number where none is told', 'How many keepers lived in the tower?'],
    ['a thing that is only mentioned', 'What is a loan?'],
    ['another matter', 'How do I cancel my subscription?'],
    ['a name and another matter', 'What is the population of Arlen?'],
    ['words that are only part of a name', 'Who is the president of the Stone Company?'],
  ])('nothing: %s', async (_, query) => expect(await answer(query, BRIDGES)).toMatch(NOTHING));

  test('titles are never quoted where there are sentences', async () => {
    for (const query of ['Why tolls ended', 'the bridge at Arlen', 'bridge', 'Arlen', 'Summarize the results']) {
      expect(await answer(query, BRIDGES)).not.toMatch(/The bridge at Arlen \[|Why tolls ended \[/);
    }
  });
});

describe('paragraphs', () => {
  test.each([
    ['Who approves expenses?', 'Expenses are approved by the finance team. [1]'],
    ['When do claims have to be filed?', 'Claims must be filed within 30 days of the journey. [1]'],
    ['How long are receipts kept?', 'Receipts are kept for seven years. [1]'],
    ['When does the office in Bern open?', 'The office in Bern opens at eight. [2]'],
    ['How much does parking cost?', 'Parking costs 12 francs a day. [2]'],
    ['Are dogs welcome?', 'Dogs are welcome on Fridays. [2]'],
    ['how do i reset the coffee machine', 'To reset the coffee machine, hold the left button for five seconds. [3]'],
  ])('%s', async (query, expected) => expect(await answer(query, HANDBOOK)).toBe(expected));

  test.each(['How do I reset my password?', 'Who founded the company?', 'When is the office in Oslo open?'])(
    'nothing: %s',
    async (query) => expect(await answer(query, HANDBOOK)).toMatch(NOTHING),
  );
});

test.each([
  ['Wann wurde die Pumpe ersetzt?', 'Die Pumpe wurde im März 2021 ersetzt.'],
  ['Wie viele Zimmer hat das Haus?', 'Das Haus hat zwölf Zimmer und 3 Küchen.'],
  ['Quand le pont a-t-il été construit ?', 'Le pont a été construit en 1734.'],
  ['¿Quién diseñó el puente?', 'El puente lo diseñó María Keller.'],
  ['橋はいつ建てられましたか', '橋は1734年に建てられました。'],
])('in other languages: %s', async (query, text) => {
  expect(await answer(query, ['Something else is told here.', text])).toContain(`${text} [2]`);
});

test('where nothing is a sentence, entries of lists are what there is', async () => {
  expect(await answer('blue bicycles', ['Red bicycles', 'Blue bicycles'])).toMatch(/^Blue bicycles \[2\]/);
});

test('a document is summarised by what it says, not by what the prompt says', async () => {
  const document = {
    id: 'd',
    parts: [{ text: 'The lighthouse at Cape Horn was built in 1882. Its keeper was called Ada.' }],
    metadata: { lang: 'eng' },
  };
  const content = `Write a concise summary of this document. Say what it is about and use nothing but what it says.\n\n${JSON.stringify(document)}\n`;
  const request = ask({ messages: [{ role: 'user', content }] });
  const said = textOfChunks(
    await Array.fromAsync(createBuiltInModel().generate(request, new AbortController().signal)),
  );
  expect(said).toContain('The lighthouse at Cape Horn was built in 1882.');
  expect(said).not.toMatch(/concise|nothing but|search results/);
});
