import { leadingNumber } from './numbered-passages.ts';
import { type FoundPassages, type Passage, type PassageFinder, withoutFraming } from './passage.ts';

interface Element {
  name: string;
  number: number | undefined;
  inner: string;
  start: number;
  end: number;
}

const OPENING = /<([a-z][\w-]*)((?:\s+[\w:-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[\w-]+))*)\s*>/gi;
const PASSAGE_NAME =
  /result|document|^docs?$|passage|source|snippet|chunk|context|excerpt|article|reference|evidence|facts?$|knowledge|^data$|^items?$|^texts?$|information/i;
const NUMBER_ATTRIBUTE =
  /\s(?:id|index|idx|number|num|no|n|rank|ref|citation)\s*=\s*["']?[^"'\d]{0,12}(\d{1,4})["']?(?=\s|$)/i;
const NUMBER_ELEMENT = /^\s*<(?:id|index|number|document_index|rank)>\s*\[?(\d{1,4})\]?\s*<\/[\w]+>/i;
const TEXT_ELEMENT = /<(text|content|document_content|body)>([\s\S]*?)<\/\1>/i;

/** Passages written as `<result id="1">…</result>`, or whatever stands inside one `<search_results>…</search_results>`. */
export function findTaggedPassages(text: string, findInside: PassageFinder): FoundPassages | undefined {
  const elements = elementsOf(text);
  const groups = Map.groupBy(elements, ({ name }) => name);
  const group = [...groups.values()].sort((a, b) => lengthOf(b) - lengthOf(a))[0];
  const [first, second] = group ?? [];
  if (first === undefined) return undefined;
  const rest = without(text, group!);
  if (second === undefined && first.number === undefined) {
    return { passages: findInside(first.inner)?.passages ?? [{ text: withoutFraming(first.inner) }], rest };
  }
  return { passages: numberedOnce(group!.map(toPassage)), rest };
}

function elementsOf(text: string): Element[] {
  const elements: Element[] = [];
  const unclosed = new Set<string>();
  OPENING.lastIndex = 0;
  for (let match = OPENING.exec(text); match !== null; match = OPENING.exec(text)) {
    const tag = match[1]!;
    const name = tag.toLowerCase().replace(/[_-]?\d+$/, '');
    if (unclosed.has(tag) || !PASSAGE_NAME.test(name)) continue;
    const innerStart = match.index + match[0].length;
    const innerEnd = text.indexOf(`</${tag}>`, innerStart);
    if (innerEnd < 0) {
      unclosed.add(tag);
      continue;
    }
    const end = innerEnd + tag.length + 3;
    const inner = text.slice(innerStart, innerEnd);
    OPENING.lastIndex = end;
    if (!/\S\s+\S+\s+\S|[^\x00-\u2e7f]/.test(inner) && !/\d/.test(match[0])) continue;
    const number =
      match[2]!.match(NUMBER_ATTRIBUTE)?.[1] ?? tag.match(/(\d+)$/)?.[1] ?? inner.match(NUMBER_ELEMENT)?.[1];
    elements.push({ name, number: number === undefined ? undefined : Number(number), inner, start: match.index, end });
  }
  return elements;
}

function toPassage({ inner, number }: Element): Passage {
  const content = inner.match(TEXT_ELEMENT)?.[2] ?? inner.replace(NUMBER_ELEMENT, '');
  const lead = number === undefined ? leadingNumber(content) : undefined;
  return { number: number ?? lead?.number, text: withoutFraming(lead?.text ?? content) };
}

/** Numbers only help if each names one passage. */
function numberedOnce(passages: Passage[]): Passage[] {
  const numbers = new Set(passages.map(({ number }) => number));
  const usable = numbers.size === passages.length && !numbers.has(undefined);
  return usable ? passages : passages.map(({ text }) => ({ text }));
}

const lengthOf = (group: Element[]): number => group.reduce((sum, { inner }) => sum + inner.length, 0);

function without(text: string, elements: Element[]): string {
  let rest = '';
  let from = 0;
  for (const { start, end } of elements) {
    rest += `${text.slice(from, start)}\n`;
    from = end;
  }
  return rest + text.slice(from);
}
