import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { connectEmulator } from 'vectara-emulator';

// From `vectara-emulator exec`; see package.json.
const url = process.env.VECTARA_BASE_URL;
const apiKey = `test-${randomUUID()}`;
const emulator = connectEmulator({ url, apiKey });

const site = createServer((_request, response) => {
  response.setHeader('content-type', 'text/html');
  response.end(readFileSync(new URL('ask.html', import.meta.url)));
});
let browser;

before(async () => {
  await new Promise((resolve) => site.listen(0, '127.0.0.1', resolve));
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    // Chromium's own sandbox does not start for root, as in most containers.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
});
after(async () => {
  await browser?.close();
  site.close();
  await emulator.deleteAccount();
});

test('the page shows the answer as it arrives', async () => {
  const document_parts = [{ text: 'Everyone has thirty days of leave a year.' }];
  await emulator.seed({ corpora: [{ key: 'handbook', documents: [{ id: 'leave', type: 'core', document_parts }] }] });
  await emulator.scripts.add({
    match: { messages: [{ contains: 'leave' }] },
    answer: { chunks: ['Thirty ', { text: 'days.', after_ms: 100 }] },
  });

  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${site.address().port}/?${new URLSearchParams({ url, key: apiKey })}`);
  await page.getByLabel('Question').fill('How much leave do I have?');
  await page.getByRole('button', { name: 'Ask' }).click();
  await page.getByText('Thirty days.').waitFor();

  const [asked] = await emulator.llmCalls();
  assert.match(JSON.stringify(asked.messages), /How much leave do I have\?/);
});
