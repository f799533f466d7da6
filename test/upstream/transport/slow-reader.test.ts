import { hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { serve } from '../support/serve.ts';
import { openUpstream } from '../support/upstream.ts';

test('an answer that comes faster than it is read arrives whole and in order', async () => {
  const sent = Buffer.from(Array.from({ length: 400_000 }, (_, line) => `line ${line}\n`).join(''));
  const { url } = await serve((response) => response.end(sent));
  const { body } = await openUpstream().fetch({
    method: 'POST',
    url,
    headers: {},
    body: '',
    dialect: 'openai-chat',
    model: 'm',
    signal: new AbortController().signal,
  });
  const read: Uint8Array[] = [];
  for await (const chunk of body) {
    read.push(chunk);
    await setImmediate();
    await setImmediate();
  }
  expect(read.length).toBeGreaterThan(10);
  expect(hash('sha256', Buffer.concat(read))).toBe(hash('sha256', sent));
});
