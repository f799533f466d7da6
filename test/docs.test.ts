import { expect, test } from 'vitest';
import { emulatorForFile } from './support/emulator.ts';

const api = emulatorForFile();

/** A page without its text: what its tags load. */
const loadedBy = (html: string) => [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address!);

test('/docs is a page of our own that loads nothing from elsewhere', async () => {
  const page = await fetch(`${api.url}/docs`);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toContain('text/html');
  const parts = loadedBy(await page.text());
  expect(parts.length).toBeGreaterThan(3);
  for (const part of parts) {
    const address = new URL(part, page.url);
    expect(address.origin).toBe(api.url);
    const response = await fetch(address);
    expect([address.pathname, response.status]).toEqual([address.pathname, 200]);
    await response.body?.cancel();
  }
});

test('and it shows the operations of the API', async () => {
  const { body: document } = await api.get('/docs/json');
  expect(document.paths['/v2/llms'].post.operationId).toBe('createLLM');
  expect(Object.keys(document.paths)).toContain('/v2/query');
});

test('what is not there is 404', async () => {
  const response = await fetch(`${api.url}/docs/static/nothing.js`);
  expect(response.status).toBe(404);
  await response.body?.cancel();
});
