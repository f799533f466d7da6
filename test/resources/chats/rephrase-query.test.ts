import { expect, test } from 'vitest';
import { rephraseQuery } from '../../../src/v2/chats/rephrase-query.ts';

const PREVIOUS = 'wild bees';
const LONG = 'Which harbours export coal, timber, grain, steel';

test.each<[string, string]>([
  ['no content words', 'And then?'],
  ['four of them', 'Which harbours export coal, timber'],
  ['it', `${LONG} like it`],
  ['THEIR, in any letter case', `${LONG} with THEIR ships`],
  ['that, beside punctuation', `${LONG} (that)?`],
  ['ones', `${LONG}, the large ones`],
])('%s: gets a context', (_, query) => {
  expect(rephraseQuery(query, PREVIOUS)).toBe(`${query} (context: ${PREVIOUS})`);
});

test.each<[string, string]>([
  ['five content words', LONG],
  ['a pronoun only inside a word', `${LONG} in italian onesies`],
  ['first and second person', `${LONG} to me and you`],
])('%s: stands alone', (_, query) => expect(rephraseQuery(query, PREVIOUS)).toBe(query));

test('contexts do not pile up beyond the longest query', () => {
  let query = 'bees';
  for (let turn = 0; turn < 400; turn++) query = rephraseQuery(`And ${turn}?`, query);
  expect(query).toHaveLength(5000);
  expect(query).toMatch(/^And 399\? \(context: And 398\? .*\)$/);
  const full = 'it '.repeat(1666).trim();
  expect(rephraseQuery(full, PREVIOUS)).toBe(full);
});
