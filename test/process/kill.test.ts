import { expect, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { startProcess, temporaryFolder } from '../support/process.ts';

/** A few in the suite, many in `npm run test:kill`. */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 1);
const WRITERS = 4;

/** Creates records until the process is gone; what was answered with 201. */
async function writeUntilGone(api: Awaited<ReturnType<typeof startProcess>>, prefix: string, onWrite: () => void) {
  const acknowledged: { llms: string[]; documents: string[] } = { llms: [], documents: [] };
  for (let index = 0; ; index += 1) {
    const name = `${prefix}-${index}`;
    const llm = { type: 'openai-compatible', name, model: 'm', uri: 'http://x.example/v1' };
    const document = { id: name, type: 'core', document_parts: [{ text: `The text of ${name}.` }] };
    try {
      await api.create('/v2/llms', llm);
      acknowledged.llms.push(name);
      await api.create('/v2/corpora/kept/documents', document);
      acknowledged.documents.push(name);
    } catch {
      return acknowledged;
    }
    onWrite();
  }
}

test('kill -9 at any moment loses nothing that was acknowledged', async () => {
  const dataDir = temporaryFolder();
  const kept = { llms: [] as string[], documents: [] as string[] };
  const args = ['--data-dir', dataDir, '--upstream', 'simulate', '--log-level', 'silent'];

  for (let round = 0; round < ROUNDS; round += 1) {
    const api = await startProcess(args);
    if (round === 0) await api.create('/v2/corpora', { key: 'kept' });
    let writes = 0;
    const onWrite = () => {
      writes += 1;
      if (writes === 5 + (round % 7)) api.child.kill('SIGKILL');
    };
    const writers = Array.from({ length: WRITERS }, (_, writer) => writeUntilGone(api, `r${round}w${writer}`, onWrite));
    for (const { llms, documents } of await Promise.all(writers)) {
      kept.llms.push(...llms);
      kept.documents.push(...documents);
    }
    expect(await api.exited).toBeNull();
  }

  const api = await startProcess(args);
  expect(kept.llms.length).toBeGreaterThan(ROUNDS * 5);
  const stored = new Set<string>();
  let key = '';
  do {
    const page: Json = await api.read(`/v2/llms?limit=100${key && `&page_key=${key}`}`);
    for (const { name } of page.llms) stored.add(name);
    key = page.metadata.page_key ?? '';
  } while (key);
  expect(kept.llms.filter((name) => !stored.has(name))).toEqual([]);
  for (const id of kept.documents) {
    const document = await api.read(`/v2/corpora/kept/documents/${id}`);
    expect(document.parts).toEqual([{ text: `The text of ${id}.`, metadata: {} }]);
  }
  const found = await api.post('/v2/corpora/kept/query', { query: `text of ${kept.documents.at(-1)}` });
  expect(found.body.search_results.length).toBeGreaterThan(0);
}, 3_600_000);
