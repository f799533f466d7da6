/** What a file's XML holds, taken out with no reader of ours, is what comes out of it, word for word. */
import { unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { linesOf } from './support/archive.ts';
import { fixtureFile } from './support/fixture-file.ts';

const wordsOf = (text: string) => (text.match(/[\p{L}\p{N}]+/gu) ?? []).toSorted();
const textOf = (xml: string) =>
  xml
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');

it.each<[string, RegExp, RegExp]>([
  ['handbook.docx', /^word\/document\.xml$/, /<w:t[ >].*?<\/w:t>/gs],
  ['handbook.pptx', /^ppt\/(slides|notesSlides)\/[^/]+\.xml$/, /<a:t>.*?<\/a:t>/gs],
  ['handbook.odt', /^content\.xml$/, /<text:(p|h)[ >].*?<\/text:\1>/gs],
  ['handbook.epub', /^EPUB\/text\/.*\.xhtml$/, /<body.*<\/body>/gs],
])('%s', async (file, parts, texts) => {
  const { bytes } = fixtureFile(file);
  const entries = Object.entries(unzipSync(bytes)).filter(([name]) => parts.test(name));
  expect(entries.length).toBeGreaterThan(0);
  const found = entries.flatMap(([, part]) => new TextDecoder().decode(part).match(texts) ?? []);
  const held = wordsOf(found.map(textOf).join('\n'));
  expect(held.length).toBeGreaterThan(50);
  expect(wordsOf((await linesOf(file, bytes)).join('\n'))).toEqual(held);
});
