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

test('it goes by our name', async () => {
  const page = await (await fetch(`${api.url}/docs`)).text();
  expect(page).toContain('<title>vectara-emulator</title>');
  expect(page).not.toMatch(/swagger ui/i);
});

test('it offers both documents, each with its operations', async () => {
  const setUp = await (await fetch(`${api.url}/docs/static/swagger-initializer.js`)).text();
  const offered = [...setUp.matchAll(/"name":"([^"]+)","url":"([^"]+)"/g)].map(([, name, url]) => ({ name, url }));
  expect(offered.map(({ name }) => name)).toEqual(["Vectara's API", "The emulator's own API"]);
  const [vectara, control] = await Promise.all(offered.map(({ url }) => api.get(url!)));
  expect(vectara!.body.paths['/v2/query'].post.operationId).toBe('query');
  expect(control!.body.paths['/_emulator/faults'].post.operationId).toBe('addFaults');
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
