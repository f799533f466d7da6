/** Vectara's browser client as a page bundles it, with no address but Vectara's own: `--tls` answers in its place. */
import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { expect, onTestFinished, test } from 'vitest';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { createClient, type Json } from '../support/client.ts';
import { createCorpus } from '../support/corpus.ts';
import { temporaryFolder } from '../support/process.ts';
import { serve } from '../upstream/support/serve.ts';
import { describeInBrowser, launchBrowser } from './support/chromium.ts';
import { startEmulator } from './support/emulator.ts';

const PAGE = `
import { streamQueryV2 } from '@vectara/stream-query-client';
globalThis.ask = (query, corpusKey) => new Promise((resolve, reject) => {
  const events = [];
  streamQueryV2({
    streamQueryConfig: {
      customerId: '1', apiKey: 'zqt_any', query, corpusKey,
      search: { metadataFilter: '', offset: 0, limit: 3 },
      generation: { generationPresetName: 'mockingbird-2.0' },
    },
    onStreamEvent: (event) => {
      events.push(JSON.parse(JSON.stringify(event)));
      if (event.type === 'end' || event.type.endsWith('Error')) resolve(events);
    },
  }).catch(reject);
});`;

async function bundled(source: string): Promise<string> {
  const input = join(PACKAGE_ROOT, 'widget-page.js');
  const bundle = await rolldown({
    input,
    platform: 'browser',
    plugins: [
      { name: 'page', resolveId: (id) => (id === input ? id : null), load: (id) => (id === input ? source : null) },
    ],
  });
  const { output } = await bundle.generate({ format: 'iife' });
  await bundle.close();
  return output[0].code;
}

describeInBrowser('Vectara’s browser client', () => {
  test('asks https://api.vectara.io, and an emulator answers', async () => {
    const emulator = await startEmulator({
      upstream: 'simulate',
      tls: { port: 0, authority: temporaryFolder() },
    });
    onTestFinished(() => emulator.close());
    const { url, authority } = emulator.tls!;
    const corpus = await createCorpus(
      createClient(() => emulator.url),
      ['Lamps burn oil.'],
    );

    const script = await bundled(PAGE);
    const page = await serve((response) =>
      response.setHeader('content-type', 'text/html').end(`<!doctype html><script>${script}</script>`),
    );
    const { publicKey } = new X509Certificate(readFileSync(authority));
    const trusted = createHash('sha256')
      .update(publicKey.export({ type: 'spki', format: 'der' }))
      .digest('base64');
    const browser = await launchBrowser([
      // As a line in the file of hosts would have it, and as if the authority had been imported.
      `--host-resolver-rules=MAP api.vectara.io:443 127.0.0.1:${new URL(url).port}`,
      `--ignore-certificate-errors-spki-list=${trusted}`,
    ]);
    onTestFinished(() => browser.close());
    const tab = await browser.newPage();
    const asked: string[] = [];
    tab.on('request', (request) => asked.push(request.url()));
    await tab.goto(page.url);
    const events: Json[] = await tab.evaluate(
      ([query, key]) => (globalThis as Json).ask(query, key),
      ['What do lamps burn?', corpus],
    );
    expect(events[0]).toMatchObject({ type: 'searchResults', searchResults: [{ text: 'Lamps burn oil.' }] });
    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(['generationChunk', 'generationEnd', 'end']));
    expect(asked.some((address) => address.startsWith('https://api.vectara.io/v2/'))).toBe(true);
    expect(await emulator.account().journal.list({ failed: false })).not.toEqual([]);
  });
});
