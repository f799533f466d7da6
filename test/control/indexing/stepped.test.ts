/** Documents that are accepted and cannot be found until someone steps them. */
import { describe, expect, test } from 'vitest';
import { API_KEY } from '../../support/client.ts';
import { emulatorForFile } from '../../support/emulator.ts';
import { ATTRIBUTES, add, advance, found, INSTANT, listed, newAccount, pending, STEPPED, setMode } from './indexing.ts';

const api = emulatorForFile();

describe('stepped', () => {
  test('a document is stored at once and searchable after its step', async () => {
    const own = await newAccount(api, STEPPED);
    await add(own, 'a');
    await add(own, 'b');
    expect(await own.read('/v2/corpora/c/documents/a')).toMatchObject({ parts: [{ text: 'A heron, a.' }] });
    expect(await listed(own)).toEqual(['a', 'b']);
    expect(await found(own)).toEqual([]);
    expect(await pending(own)).toBe(2);
    expect(await advance(own)).toEqual({ taken: 1, waiting: true, pending_documents: 1 });
    expect(await found(own)).toEqual(['a']);
    expect(await advance(own, 9)).toEqual({ taken: 1, waiting: false, pending_documents: 0 });
    expect(await found(own)).toEqual(['a', 'b']);
  });

  test('nothing else that reads the index sees it before', async () => {
    const own = await newAccount(api, INSTANT);
    await add(own, 'early', { year: 2020, tags: ['bird'] });
    await setMode(own, STEPPED);
    await add(own, 'late', { year: 2021, tags: ['bird', 'lake'] });
    const seen = async () => ({
      listed: await listed(own, 'doc.year > 0'),
      filtered: await found(own, "'bird' IN doc.tags"),
      years: (await own.read('/v2/corpora/c/filter_attribute_stats?name=year&level=document')).filter_attribute_stats,
      matched: (
        await own.post('/v2/corpora/c/metadata_query', {
          level: 'document',
          queries: [{ field: 'tags', query: 'bird' }],
        })
      ).body.documents,
    });
    const before = await seen();
    expect(before).toMatchObject({ listed: ['early'], filtered: ['early'], matched: [{ doc_id: 'early' }] });
    expect(JSON.stringify(before)).not.toContain('2021');
    await advance(own);
    const after = await seen();
    expect(after).toMatchObject({ listed: ['early', 'late'], filtered: ['early', 'late'] });
    expect(after.matched).toHaveLength(2);
    expect(JSON.stringify(after)).toContain('2021');
  });

  test('documents and jobs are one queue, in order of arrival', async () => {
    const own = await newAccount(api, STEPPED);
    await add(own, 'first');
    const { job_id } = (
      await own.post('/v2/corpora/c/replace_filter_attributes', { filter_attributes: ATTRIBUTES.slice(0, 1) })
    ).body;
    await add(own, 'second');
    const state = async () => [(await own.read(`/v2/jobs/${job_id}`)).state, await found(own)];
    const states: unknown[] = [];
    for (let waiting = true; waiting; ) {
      ({ waiting } = await advance(own));
      states.push(await state());
    }
    expect(states).toEqual([
      ['queued', ['first']],
      ['started', ['first']],
      ['completed', ['first']],
      ['completed', ['first', 'second']],
    ]);
    expect(await found(own, 'doc.year = 2020')).toEqual(['first', 'second']);
  });

  test('a bulk operation by filter works on what is in the index, one by id on what is stored', async () => {
    const own = await newAccount(api, { mode: 'instant', indexing: STEPPED });
    await add(own, 'a');
    await add(own, 'b');
    const remove = async (query: string) =>
      (await own.delete(`/v2/corpora/c/documents?async=false&${query}`)).body.deleted_count;
    expect(await remove('metadata_filter=doc.year%20%3D%202020')).toBe(0);
    expect(await remove('document_ids=a')).toBe(1);
    expect(await pending(own)).toBe(1);
    await advance(own);
    expect(await found(own)).toEqual(['b']);
  });

  test('metadata that changed meanwhile is what is indexed', async () => {
    const own = await newAccount(api, STEPPED);
    await add(own, 'a', { year: 2020, tags: ['bird', 'lake'] });
    await own.patch('/v2/corpora/c/documents/a', { metadata: { year: 2021, tags: ['bird', 'sea'] } });
    expect((await own.read('/v2/corpora/c/documents/a')).metadata).toEqual({ year: 2021, tags: ['bird', 'sea'] });
    expect(await found(own, 'doc.year = 2021')).toEqual([]);
    await advance(own);
    expect(await found(own, "doc.year = 2021 AND 'sea' IN doc.tags")).toEqual(['a']);
    expect(await found(own, "'lake' IN doc.tags")).toEqual([]);
  });

  test('a repeated request is still known, and another document of the id a conflict', async () => {
    const own = await newAccount(api, STEPPED);
    expect(await add(own, 'a')).toEqual(await add(own, 'a'));
    const other = { id: 'a', type: 'core', document_parts: [{ text: 'Other.' }] };
    expect((await own.post('/v2/corpora/c/documents', other)).status).toBe(409);
    expect(await pending(own)).toBe(1);
  });

  test('a deleted document does not come back, and its id is free', async () => {
    const own = await newAccount(api, STEPPED);
    await add(own, 'a');
    await add(own, 'b');
    expect((await own.delete('/v2/corpora/c/documents/a')).status).toBe(204);
    expect(await pending(own)).toBe(1);
    expect(await advance(own, 5)).toMatchObject({ taken: 1 });
    expect(await found(own)).toEqual(['b']);
    await add(own, 'a');
    await advance(own);
    expect(await found(own)).toEqual(['a', 'b']);
    await own.delete('/v2/corpora/c/documents/a');
    expect(await found(own)).toEqual(['b']);
  });

  test.each([
    ['reset', 'POST', '/v2/corpora/c/reset'],
    ['deleted', 'DELETE', '/v2/corpora/c'],
  ])('a corpus that is %s takes its documents along', async (_, method, path) => {
    const own = await newAccount(api, STEPPED);
    await add(own, 'a');
    expect((await own.call(method, path)).status).toBeLessThan(300);
    expect(await advance(own)).toEqual({ taken: 0, waiting: false, pending_documents: 0 });
    if (method === 'DELETE') await own.create('/v2/corpora', { key: 'c', filter_attributes: ATTRIBUTES });
    expect(await found(own)).toEqual([]);
  });

  test('an uploaded file waits as well', async () => {
    const own = await newAccount(api, STEPPED);
    const form = new FormData();
    form.append('file', new File(['A heron in a file.'], 'heron.txt', { type: 'text/plain' }));
    const { name } = await own.read('/_emulator/account');
    const uploaded = await fetch(`${api.url}/v2/corpora/c/upload_file`, {
      method: 'POST',
      headers: { 'x-api-key': API_KEY, 'x-emulator-account': name },
      body: form,
    });
    expect(uploaded.status).toBe(201);
    expect([await listed(own), await found(own)]).toEqual([['heron.txt'], []]);
    await advance(own);
    expect(await found(own)).toEqual(['heron.txt']);
  });

  test('a corpus counts what it stores', async () => {
    const own = await newAccount(api, STEPPED);
    await add(own, 'a');
    const size = async () => (await own.post('/v2/corpora/c/compute_size')).body;
    const before = await size();
    expect(before.used_docs).toBe(1);
    await advance(own);
    expect(await size()).toEqual(before);
  });
});
