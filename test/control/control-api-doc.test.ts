/** docs/control-api.md, whose text `npm run check` compares with the schemas: each of its examples is a request that is taken. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CONTROL_EXAMPLES } from '../../scripts/control-api/examples.ts';
import { emulatorForFile, startForTest, uniqueName } from '../support/emulator.ts';
import { temporaryFolder } from '../support/process.ts';

const document = await import('../../openapi/emulator-control.json', { with: { type: 'json' } });
const api = emulatorForFile({ upstream: 'simulate' });

/** By operationId. */
const operations = new Map(
  Object.entries(document.default.paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, { operationId?: string; requestBody?: object }>).map(
      ([method, { operationId, requestBody }]) => [operationId, { method, path, hasBody: requestBody !== undefined }],
    ),
  ),
);

async function send(url: string, id: string, example: object) {
  const { method, path, hasBody } = operations.get(id)!;
  const target = new URL(path.replace('{name}', 'filled'), url);
  if (!hasBody) for (const [name, value] of Object.entries(example)) target.searchParams.set(name, String(value));
  const headers = { 'x-api-key': 'any', 'x-emulator-account': uniqueName('example') };
  const response = await fetch(target, {
    method: method.toUpperCase(),
    headers: hasBody ? { ...headers, 'content-type': 'application/json' } : headers,
    body: hasBody ? JSON.stringify(example) : null,
  });
  return { status: response.status, text: await response.text() };
}

/** What an example asks about is not there in an account that is new, which is no fault of the example's. */
const ANSWERS: Record<string, number[]> = {
  waitForCall: [408],
  assertCalls: [200, 409],
  explainScripts: [200, 404],
  explainApiScripts: [200, 404],
  loadSnapshot: [404],
  renderPrompt: [404],
};

describe('an example', () => {
  const sent = Object.entries(CONTROL_EXAMPLES)
    .filter(([id]) => id !== 'seedAccount')
    .flatMap(([id, examples]) =>
      examples
        // Where a page ends, the emulator says.
        .filter((example) => !('page_key' in example))
        .map((example): [string, object] => [id, example]),
    );

  test.each(sent)('of %s is taken: %j', async (id, example) => {
    const { status, text } = await send(api.url, id, example);
    expect(ANSWERS[id] ?? [200, 201, 204], text).toContain(status);
    if (id === 'setClock') await api.delete('/_emulator/clock');
  });

  test('of a seed fills an emulator that starts with it', async () => {
    const folder = temporaryFolder();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'handbook.md'), '# Leave\n\nEveryone has thirty days of leave a year.\n');
    writeFileSync(join(folder, 'seed.json'), JSON.stringify(CONTROL_EXAMPLES.seedAccount![0]));
    const { url } = await startForTest({ upstream: 'simulate', seed: join(folder, 'seed.json') });
    const response = await fetch(`${url}/v2/corpora/handbook/documents`, { headers: { 'x-api-key': 'any' } });
    // The first call is refused, as the seed says.
    expect(response.status).toBe(429);
    const again = await fetch(`${url}/v2/corpora/handbook/documents`, { headers: { 'x-api-key': 'any' } });
    const { documents } = (await again.json()) as { documents: { id: string }[] };
    expect(documents.map(({ id }) => id).sort()).toEqual(['handbook.md', 'leave']);
  });
});
