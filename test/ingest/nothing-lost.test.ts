/** What a file holds, taken out with no reader of ours, is what comes out of it, word for word. */
import { unzipSync } from 'fflate';
import { getDocumentProxy } from 'unpdf';
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

it('stations.xlsx', async () => {
  const { bytes } = fixtureFile('stations.xlsx');
  const parts = Object.entries(unzipSync(bytes)).map(([name, part]) => [name, new TextDecoder().decode(part)] as const);
  const shared = parts.find(([name]) => name.endsWith('sharedStrings.xml'))?.[1].match(/<si>.*?<\/si>|<si\/>/gs) ?? [];
  const cells = parts
    .filter(([name]) => /worksheets\/[^/]+\.xml$/.test(name))
    .flatMap(([, sheet]) => sheet.match(/<c [^>]*>.*?<\/c>/gs) ?? []);
  const held = cells.flatMap((cell) => {
    const value = /<v>(.*?)<\/v>/s.exec(cell)?.[1];
    if (/ t="s"/.test(cell)) return wordsOf(textOf(shared[Number(value)]!));
    return / t="(inlineStr|str)"/.test(cell) ? wordsOf(textOf(cell)) : [];
  });
  expect(held.length).toBeGreaterThan(20);
  expect(await missing('stations.xlsx', bytes, held)).toEqual([]);
});

it.each(['handbook.rtf', 'letter.rtf'])('%s', async (file) => {
  const { bytes } = fixtureFile(file);
  const source = Buffer.from(bytes).toString('latin1');
  const held = wordsOf(rtfText(source));
  expect(held.length).toBeGreaterThan(10);
  expect(await missing(file, bytes, held)).toEqual([]);
});

it.each(['tides.pdf', 'bridges.pdf'])('%s', async (file) => {
  const { bytes } = fixtureFile(file);
  const pdf = await getDocumentProxy(new Uint8Array(bytes));
  const pages = await Promise.all(Array.from({ length: pdf.numPages }, (_, index) => pdf.getPage(index + 1)));
  const items = (await Promise.all(pages.map((page) => page.getTextContent()))).flatMap((content) => content.items);
  const held = items.flatMap((item) => ('str' in item ? wordsOf(item.str) : []));
  expect(held.length).toBeGreaterThan(50);
  const text = (await linesOf(file, bytes)).join('').replace(/[^\p{L}\p{N}]/gu, '');
  expect(held.filter((word) => !text.includes(word))).toEqual([]);
});

/** The words that do not come out as often as they are held. */
async function missing(file: string, bytes: Uint8Array, held: string[]): Promise<string[]> {
  const given = new Map<string, number>();
  for (const word of wordsOf((await linesOf(file, bytes)).join('\n'))) given.set(word, (given.get(word) ?? 0) + 1);
  return held.filter((word) => {
    const left = (given.get(word) ?? 0) - 1;
    given.set(word, left);
    return left < 0;
  });
}

/** The text of an RTF file in one code page, without the groups that say how it looks. */
function rtfText(source: string): string {
  const silent = /^\{(?:\\\*|\\(?:fonttbl|colortbl|stylesheet|info|pict|header|footer|generator)\b)/;
  const starts: boolean[] = [];
  let text = '';
  const token = /[{}]|\\'([0-9a-f]{2})|\\u(-?\d+) ?(?:\\'[0-9a-f]{2}|[^\\{}])?|\\([a-z]+)(-?\d+)? ?|\\.|[^\\{}]/gis;
  for (const { 0: found, 1: hex, 2: code, 3: word, index } of source.matchAll(token)) {
    if (found === '{') starts.push(starts.at(-1) === true || silent.test(source.slice(index, index + 30)));
    else if (found === '}') starts.pop();
    else if (starts.at(-1)) continue;
    else if (hex) text += new TextDecoder('windows-1252').decode(Uint8Array.of(Number.parseInt(hex, 16)));
    else if (code) text += String.fromCharCode(Number(code) & 0xffff);
    else if (word) text += /^(par|line|tab|cell|row|sect|page)$/.test(word) ? '\n' : '';
    else if (found.length === 1 && !/[\r\n]/.test(found)) text += found;
  }
  return text;
}
