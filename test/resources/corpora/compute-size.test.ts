/** The size of a corpus (docs/behaviour/corpora.md, Size). */
import { expect, test } from 'vitest';
import { emulatorForFile } from '../../support/emulator.ts';

const api = emulatorForFile();

test('documents, parts, characters of texts, characters of metadata as compact JSON', async () => {
  await api.create('/v2/corpora', { key: 'kb' });
  const size = async () => (await api.post('/v2/corpora/kb/compute_size')).body;
  const empty = { used_docs: 0, used_parts: 0, used_characters: 0, used_metadata_characters: 0 };
  expect(await size()).toEqual(empty);

  await api.create('/v2/corpora/kb/documents', {
    id: 'd1',
    type: 'core',
    metadata: { a: 1 },
    document_parts: [{ text: 'héllo', metadata: { page: 12 } }, { text: 'you' }],
  });
  // {"a":1} · {"page":12} · {}
  expect(await size()).toEqual({
    used_docs: 1,
    used_parts: 2,
    used_characters: 8,
    used_metadata_characters: 7 + 11 + 2,
  });

  await api.create('/v2/corpora/kb/documents', { id: 'd2', type: 'core', document_parts: [{ text: 'bye' }] });
  await api.patch('/v2/corpora/kb/documents/d1', { metadata: { b: 'x' } });
  expect(await size()).toEqual({
    used_docs: 2,
    used_parts: 3,
    used_characters: 11,
    used_metadata_characters: 15 + 11 + 2 + 2 + 2,
  });

  await api.delete('/v2/corpora/kb/documents/d1');
  expect(await size()).toEqual({ used_docs: 1, used_parts: 1, used_characters: 3, used_metadata_characters: 4 });
  await api.post('/v2/corpora/kb/reset');
  expect(await size()).toEqual(empty);
});

test('an unknown corpus is a 404', async () => {
  const answer = await api.post('/v2/corpora/nowhere/compute_size');
  expect([answer.status, answer.body.id]).toEqual([404, 'nowhere']);
});
