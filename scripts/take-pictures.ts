/**
 * The pictures of the console in docs/console/, of what is in the tree now: `npm run pictures`. Needs Chromium, at
 * /usr/bin/chromium or where CHROMIUM_PATH says. The upstream is one of this script's own; nothing leaves the machine.
 */
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Page } from 'playwright-core';
import { startEmulator } from '../src/index.ts';
import { PACKAGE_ROOT } from '../src/package-root.ts';

const FOLDER = join(PACKAGE_ROOT, 'docs/console');
const CORPUS = 'sample-lighthouses';
const QUESTION = 'Why is the light of a lighthouse seen so far?';
const ANSWER =
  `Two things limit how far away a lighthouse can be seen: the curve of the Earth, and the air [2]. Before 1823 it
gathered its light with polished metal bowls set behind oil lamps [3].`.replace(/\s+/g, ' ');
const TEMPLATE = `[
  {"role": "system", "content": "You are the keeper of a lighthouse.
Answer from the results and cite them like [1]."},
  {"role": "user", "content": "$vectaraQuery
#foreach ($result in $vectaraQueryResults)
[$foreach.count] $esc.java($result.getText())
#end"}
]`;

/** An OpenAI-compatible provider that says ANSWER, at the pace of one. */
const upstream = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const usage = { prompt_tokens: 312, completion_tokens: 41, total_tokens: 353 };
  if (!JSON.parse(body).stream) {
    const choices = [{ index: 0, message: { role: 'assistant', content: ANSWER }, finish_reason: 'stop' }];
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ choices, usage }));
    return;
  }
  const send = (event: unknown) => response.write(`data: ${JSON.stringify(event)}\n\n`);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  await sleep(180);
  for (const content of ANSWER.split(/(?<= )/)) {
    send({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });
    await sleep(25);
  }
  send({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage });
  response.end('data: [DONE]\n\n');
}).listen(0, '127.0.0.1');
await once(upstream, 'listening');

const emulator = await startEmulator();
const call = async (method: string, path: string, body?: object) => {
  const headers = { 'x-api-key': 'any', 'content-type': 'application/json' };
  const response = await fetch(emulator.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  return response.text();
};
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
const visit = async (place: string, colorScheme: 'light' | 'dark' = 'light') => {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    colorScheme,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(`${emulator.url}/console#/${place}`);
  return page;
};
const take = async (page: Page, name: string) => {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await sleep(800);
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
  await page.context().close();
};

mkdirSync(FOLDER, { recursive: true });
const first = await visit('corpora');
await first.getByRole('button', { name: 'Try it with a sample corpus' }).click();
await first.getByText('Factual consistency', { exact: true }).waitFor();
await first.context().close();
const uri = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/v1/chat/completions`;
const auth = { type: 'bearer', token: 'any' };
await call('POST', '/v2/llms', { type: 'openai-compatible', name: 'house-model', model: 'house-1', uri, auth });
await call('POST', '/v2/generation_presets', { name: 'keeper', llm_name: 'house-model', prompt_template: TEMPLATE });

const query = await visit(`query/${CORPUS}`);
await query.getByLabel('Preset', { exact: true }).selectOption('keeper');
await query.getByLabel('Query', { exact: true }).fill(QUESTION);
await query.getByLabel('λ', { exact: true }).fill('0.2');
await query.keyboard.press('Control+Enter');
await query.getByText('Factual consistency', { exact: true }).waitFor();
await query.locator('.answer-text').getByRole('button', { name: 'Source 2' }).hover();
await take(query, 'query');

for (const path of ['/v2/llms', '/v2/corpora/none', '/v2/agents', `/v2/corpora/${CORPUS}`]) await call('GET', path);
const { entries } = JSON.parse(await call('GET', '/_emulator/journal')) as {
  entries: { id: string; llms?: string[] }[];
};
const asked = entries.find(({ llms }) => llms?.includes('house-model'))!;
const live = await visit(`live/${asked.id}`);
await live
  .getByRole('button', { name: 'On the wire' })
  .or(live.getByRole('link', { name: 'On the wire' }))
  .click();
await take(live, 'live');
const hits = await visit(`live/${asked.id}`, 'dark');
await hits
  .getByRole('button', { name: 'Hits' })
  .or(hits.getByRole('link', { name: 'Hits' }))
  .click();
await take(hits, 'hits');

const preset = await visit('presets/keeper');
await preset.getByLabel('Corpus', { exact: true }).selectOption(CORPUS);
await preset.getByLabel('Query', { exact: true }).fill(QUESTION);
await preset.getByText('results used').waitFor();
await take(preset, 'preset');

await take(await visit('llms/new/claude', 'dark'), 'llm');

await browser.close();
await emulator.close();
upstream.close();
