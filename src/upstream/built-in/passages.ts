import {
  type FoundPassages,
  findBulletedPassages,
  findFencedPassages,
  findInlinePassages,
  findLabelledPassages,
  findListedPassages,
  findPassagesUnderHeading,
  leadingNumber,
  type Passage,
  type PassageFinder,
  withoutFraming,
} from './listed-passages.ts';

/** The ways templates list search results, the most telling first. */
const FINDERS: PassageFinder[] = [
  (text) => findTaggedPassages(text, findPassages),
  findLabelledPassages,
  findJsonPassages,
  findListedPassages,
  findInlinePassages,
  findPassagesUnderHeading,
  findFencedPassages,
  findBulletedPassages,
];

/** The search results that a message lists, in whatever form; undefined if it lists none. */
export function findPassages(text: string): FoundPassages | undefined {
  for (const find of FINDERS) {
    const found = find(text);
    if (found !== undefined && found.passages.length > 0) return found;
  }
  return undefined;
}

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

const TEXT_KEYS = ['text', 'content', 'snippet', 'passage', 'page_content', 'body', 'chunk', 'summary', 'value'];
const NUMBER_KEYS = ['number', 'id', 'index', 'n', 'rank', 'citation', 'result', 'result_number'];
const LIST_KEYS =
  /^(?:search_?)?(?:results|documents|docs|passages|parts|sections|sources|chunks|items|data|context)$/i;
const JSON_START = /\[\s*(?=["{[])|\{\s*(?=")/g;
const MOST_ATTEMPTS = 5;

/** Passages written as JSON: a list of texts or of objects with a text, an object holding such a list, or any object. */
export function findJsonPassages(text: string): FoundPassages | undefined {
  const passages: Passage[] = [];
  let rest = '';
  let from = 0;
  let failures = 0;
  JSON_START.lastIndex = 0;
  for (let start = JSON_START.exec(text); start !== null && failures < MOST_ATTEMPTS; start = JSON_START.exec(text)) {
    const end = endOfJson(text, start.index);
    const value = end === undefined ? undefined : parsed(text.slice(start.index, end));
    if (value === undefined) {
      failures += 1;
      continue;
    }
    passages.push(...passagesOf(value));
    rest += `${text.slice(from, start.index)}\n`;
    from = end!;
    JSON_START.lastIndex = from;
  }
  return passages.length === 0 ? undefined : { passages, rest: rest + text.slice(from) };
}

/** What a JSON value says, as one statement a line; any other text as it is. */
export function statementsOf(text: string): string {
  const value = /^\s*[[{]/.test(text) ? parsed(text) : undefined;
  return value === undefined ? text : statements(value);
}

/** The texts that a tool found, in order: a list of objects with a text each, first in what it returned. Undefined for other tools. */
export function searchResultsOf(text: string): string[] | undefined {
  if (!text.startsWith('{')) return undefined;
  const value = parsed(text.slice(0, endOfJson(text, 0))) ?? {};
  const lists = Object.entries(value).filter(([key, member]) => LIST_KEYS.test(key) && Array.isArray(member));
  const [key = '', list = []] = lists[0] ?? [];
  const found = (list as unknown[]).map(textIn);
  const isSearch = found.length > 0 || /result|document|passage/i.test(key);
  return isSearch && found.every((one) => one !== undefined) ? found : undefined;
}

const textIn = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null
    ? (TEXT_KEYS.map((key) => (value as Record<string, unknown>)[key]).find((one) => typeof one === 'string') as string)
    : undefined;

function passagesOf(value: unknown): Passage[] {
  if (Array.isArray(value)) return value.map(passageOf).filter((passage) => passage.text !== '');
  const list = Object.entries(value as object).find(([key, member]) => LIST_KEYS.test(key) && Array.isArray(member));
  return list === undefined ? [passageOf(value)].filter((passage) => passage.text !== '') : passagesOf(list[1]);
}

function passageOf(value: unknown): Passage {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { text: statements(value) };
  const members = value as Record<string, unknown>;
  const text = TEXT_KEYS.map((key) => members[key]).find((member) => typeof member === 'string' && member !== '');
  const number = NUMBER_KEYS.map((key) => members[key]).find((member) => /^\d{1,4}$/.test(String(member ?? '')));
  return { number: number === undefined ? undefined : Number(number), text: (text as string) ?? statements(value) };
}

function statements(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.map(statements).join('\n\n');
  const sentences: string[] = [];
  const facts: string[] = [];
  for (const [key, member] of Object.entries(value)) {
    if (typeof member === 'object' && member !== null) sentences.push(statements(member));
    else if (/[.!?。！？]\s*$/.test(String(member))) sentences.push(String(member));
    else facts.push(`${key.replace(/_/g, ' ')}: ${member}`);
  }
  return [facts.join('; '), ...sentences].filter(Boolean).join('\n\n');
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function endOfJson(text: string, start: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let position = start; position < text.length; position += 1) {
    const character = text[position];
    if (inString) {
      if (character === '\\') position += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') {
      depth -= 1;
      if (depth === 0) return position + 1;
    }
  }
  return undefined;
}
