import type { FoundPassages, Passage } from './passage.ts';

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

function passagesOf(value: unknown): Passage[] {
  if (Array.isArray(value)) return value.map(toPassage).filter((passage) => passage.text !== '');
  const list = Object.entries(value as object).find(([key, member]) => LIST_KEYS.test(key) && Array.isArray(member));
  return list === undefined ? [toPassage(value)].filter((passage) => passage.text !== '') : passagesOf(list[1]);
}

function toPassage(value: unknown): Passage {
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
