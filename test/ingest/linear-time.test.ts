/** No input, however made, takes more than linear time to read: what took minutes takes a moment. */
import { expect, test } from 'vitest';
import { chunkDocument } from '../../src/ingest/chunk-document.ts';
import { parseFile } from '../../src/ingest/parse-file.ts';
import { textFile } from './support/fixture-file.ts';

const attributes = (count: number) => Array.from({ length: count }, (_, index) => `a${index}=1`).join(' ');

test.each([
  ['blocks in blocks', 'a.html', `${'<div>'.repeat(300_000)}end.`],
  ['blocks in blocks that are ended', 'a.html', `${'<div>'.repeat(100_000)}in${'</div>'.repeat(100_000)}<p>end.</p>`],
  ['tables in tables', 'a.html', `${'<table><tr><td>'.repeat(50_000)}end.`],
  ['lines in lines', 'a.html', `${'<b><i>'.repeat(100_000)}end.`],
  ['attributes', 'a.html', `<p ${attributes(100_000)}>end.</p>`],
  ['comments that do not end', 'a.html', `end.${'<!-- '.repeat(500_000)}`],
  ['tags that do not end', 'a.html', `end.${'<div '.repeat(500_000)}`],
  ['emphasis', 'a.md', `${'_a_'.repeat(60_000)} end.`],
  ['links', 'a.md', `${'[a](b)'.repeat(60_000)} end.`],
  ['struck words', 'a.md', `${'~~a~~'.repeat(60_000)} end.`],
  ['sentences after a backtick', 'a.txt', `One \` here. ${'A word. Then two. '.repeat(60_000)}end.`],
])('%s', async (_, name, text) => {
  const started = performance.now();
  const { parts } = await chunkDocument(await parseFile(textFile(name, text)));
  expect(performance.now() - started).toBeLessThan(6000);
  expect(parts.map((part) => part.text).join(' ')).toContain('end.');
});
