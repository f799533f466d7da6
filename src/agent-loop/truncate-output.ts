/** Outputs of tools, and what is summed up, cut so that they fit (docs/behaviour/agent-tools.md, Large outputs). */

type Json = Record<string, unknown>;

/** A text that is cut shorter than this says nothing any more. */
const SHORTEST = 200;
/** What stands for what was left out, with room for its number. */
const MARK = 40;

/** Cuts the longest texts in it, or, where that is not enough, what the whole is as text. At most `most` bytes, or little more. */
export function truncateOutput(output: Json, most: number): Json {
  const longest = longestThatFit(textsIn(output), bytesOf(JSON.stringify(output)) - most);
  if (longest >= SHORTEST) {
    const cut = mapTexts(output, (text) => (bytesOf(text) > longest ? cutText(text, longest) : text)) as Json;
    if (bytesOf(JSON.stringify(cut)) <= most) return cut;
  }
  const whole = JSON.stringify(output);
  // Quotes in it are escaped once more.
  const escaped = bytesOf(JSON.stringify(whole));
  const room = most - MARK - bytesOf('{"content":""}');
  return { content: cutText(whole, Math.floor((room * bytesOf(whole)) / escaped)) };
}

/** Texts with the longest of them cut, or, where that is not enough, one cut text of all. At most `most` bytes, or little more. */
export function truncateTexts(texts: readonly string[], most: number): string[] {
  const excess = texts.reduce((sum, text) => sum + bytesOf(text), 0) - most;
  if (excess <= 0) return [...texts];
  const longest = longestThatFit([...texts], excess);
  if (longest < SHORTEST) return [cutText(texts.join('\n\n'), most)];
  return texts.map((text) => (bytesOf(text) > longest ? cutText(text, longest) : text));
}

const bytesOf = (text: string): number => Buffer.byteLength(text);

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, map));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, mapTexts(inner, map)]));
}

/** How many bytes a text may have so that all together have at least so many less; negative where nothing is enough. */
function longestThatFit(texts: string[], excess: number): number {
  const sizes = texts.map(bytesOf).sort((a, b) => b - a);
  let sum = 0;
  for (const [index, size] of sizes.entries()) {
    sum += size;
    const count = index + 1;
    const longest = Math.floor((sum - excess) / count) - MARK;
    if (longest >= (sizes[count] ?? 0)) return longest;
  }
  return -1;
}

/** Its beginning and its end, and how much is missing between them. */
function cutText(text: string, bytes: number): string {
  const kept = Math.max(0, Math.floor((text.length * bytes) / bytesOf(text)));
  const head = Math.ceil(kept / 2);
  const tail = kept - head;
  const omitted = `… [${text.length - kept} characters omitted] …`;
  return `${text.slice(0, head)}${omitted}${tail === 0 ? '' : text.slice(-tail)}`.toWellFormed();
}
