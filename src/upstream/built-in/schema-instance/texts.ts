import { numberOf, type Schema } from './schema.ts';

const MOST = 1000;
const LONGEST = 1_000_000;

const digits = (index: number, width: number): string => String(index).padStart(width, '0');
const dateOf = (index: number): string => new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(0, 10);
const timeOf = (index: number): string => `${new Date(index * 1000).toISOString().slice(11, 19)}Z`;
const nameOf = (index: number): string => (index === 0 ? 'example' : `example${index}`);

/** Texts of the formats that JSON Schema defines and OpenAPI adds; another index gives another text. */
const FORMATS: Record<string, (index: number) => string> = {
  'date-time': (index) => `${dateOf(index)}T00:00:00Z`,
  date: dateOf,
  time: timeOf,
  duration: (index) => `P${index + 1}D`,
  email: (index) => `${nameOf(index)}@example.com`,
  'idn-email': (index) => `${nameOf(index)}@example.com`,
  hostname: (index) => `${nameOf(index)}.com`,
  'idn-hostname': (index) => `${nameOf(index)}.com`,
  ipv4: (index) => `192.0.2.${index % 256}`,
  ipv6: (index) => `2001:db8::${index.toString(16)}`,
  uri: (index) => `https://example.com/${index === 0 ? '' : index}`,
  url: (index) => `https://example.com/${index === 0 ? '' : index}`,
  iri: (index) => `https://example.com/${index === 0 ? '' : index}`,
  'uri-reference': (index) => `/${index}`,
  'iri-reference': (index) => `/${index}`,
  'uri-template': (index) => `/${index}`,
  uuid: (index) => `00000000-0000-4000-8000-${digits(index, 12)}`,
  'json-pointer': (index) => `/${index}`,
  'relative-json-pointer': (index) => `${index}`,
  'json-pointer-uri-fragment': (index) => `#/${index}`,
  regex: (index) => (index === 0 ? '.*' : `.{${index}}`),
  byte: (index) => btoa(digits(index, 3)),
  'iso-date-time': (index) => `${dateOf(index)}T00:00:00Z`,
  'iso-time': timeOf,
};

/** Texts worth trying for a schema: of its format, matching its pattern, else the shortest. */
export function* stringsFor(schema: Schema): Generator<string> {
  const shortest = Math.min(Math.max(numberOf(schema.minLength) ?? 0, 0), LONGEST);
  const format =
    typeof schema.format === 'string' && Object.hasOwn(FORMATS, schema.format) ? FORMATS[schema.format] : undefined;
  if (format !== undefined) {
    for (let index = 0; index < MOST; index += 1) yield format(index);
    return;
  }
  if (typeof schema.pattern === 'string') yield* patternStrings(schema.pattern, shortest);
  for (let index = 0; index < MOST; index += 1) {
    const text = index === 0 ? '' : index.toString(36);
    yield text.padStart(shortest, 'x');
  }
}

/** Strings that match a regular expression, of the kind found in schemas. Assertions and back references are passed over. */

type Node =
  | { type: 'choice'; options: Node[] }
  | { type: 'sequence'; items: Node[] }
  | { type: 'repeat'; item: Node; least: number; most: number }
  | { type: 'characters'; from: string[] };

const ALPHABET = [
  ...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_ .,:;/@#!?+*%&=~$^|<>()[]{}\'"`\\',
  ...'\n\téßñΩжאبक中あア한€🙂',
];
const LONGEST_REPEAT = 10_000;
/** Repetitions inside of repetitions, all told. */
const LONGEST_TEXT = 20_000;
/** What all texts for a pattern may take. */
const MOST_CHARACTERS = 1_000_000;

/** Yields the shortest first, then longer and varied ones; `shortest` is the length wanted at least. */
export function* patternStrings(pattern: string, shortest: number): Generator<string> {
  const tree = parsePattern(pattern);
  if (tree === undefined) return;
  let written = 0;
  for (const text of textsOf(tree, shortest)) {
    yield text;
    written += text.length;
    if (written > MOST_CHARACTERS) return;
  }
}

function* textsOf(tree: Node, shortest: number): Generator<string> {
  const plain = written(tree, 0, 0);
  yield plain;
  if (plain.length < shortest) yield plain.padEnd(shortest, 'x');
  for (let extra = 1; extra <= Math.min(shortest, MOST); extra += 1) yield written(tree, 0, extra);
  for (let extra = 0; extra <= 4; extra += 1) {
    for (let variation = 1; variation < MOST / 10; variation += 1) yield written(tree, variation, shortest + extra);
    yield 'Aa1!'.repeat(LONGEST_REPEAT / 4).slice(0, shortest + extra * 4);
  }
  for (let variation = 1; variation < MOST; variation += 1) yield written(tree, variation, 0);
}

/** `variation` is spent, digit by digit, on the choices met; `extra` on every repetition that allows it. */
function written(tree: Node, variation: number, extra: number): string {
  let left = variation;
  let room = LONGEST_TEXT;
  const choose = <T>(options: T[]): T => {
    const option = options[left % options.length]!;
    left = Math.floor(left / options.length);
    return option;
  };
  const write = (node: Node): string => {
    switch (node.type) {
      case 'characters':
        return choose(node.from);
      case 'choice':
        return write(choose(node.options));
      case 'sequence':
        return node.items.map(write).join('');
      case 'repeat': {
        const count = Math.min(node.least + extra, node.most, Math.max(node.least, LONGEST_REPEAT));
        let text = '';
        for (let done = 0; done < Math.min(count, LONGEST_REPEAT) && room > 0; done += 1) {
          text += write(node.item);
          room -= 1;
        }
        return text;
      }
    }
  };
  return write(tree);
}

function parsePattern(pattern: string): Node | undefined {
  let rest = pattern;
  const take = (regex: RegExp): RegExpMatchArray | undefined => {
    const match = rest.match(regex);
    if (match !== null) rest = rest.slice(match[0].length);
    return match ?? undefined;
  };
  const choice = (): Node => {
    const options = [sequence()];
    while (take(/^\|/)) options.push(sequence());
    return options.length === 1 ? options[0]! : { type: 'choice', options };
  };
  const sequence = (): Node => {
    const items: Node[] = [];
    while (rest !== '' && !/^[|)]/.test(rest)) {
      if (take(/^(?:[\^$]|\\[bB]|\\[1-9]\d*|\\k<[^>]*>)[*+?]?/)) continue;
      const item = atom();
      const counted = take(/^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/);
      items.push(counted === undefined ? item : repeated(item, counted));
    }
    return { type: 'sequence', items };
  };
  const atom = (): Node => {
    const group = take(/^\((\?(?:[=!]|<[=!]|:|<[^>]*>))?/);
    if (group === undefined) {
      const source = take(
        /^(?:\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]|\\[pP]\{[^}]*\}|\\u\{[^}]*\}|\\u[\da-f]{4}|\\x[\da-f]{2}|\\[\s\S]|[\s\S])/iu,
      )![0];
      return { type: 'characters', from: charactersOf(source) };
    }
    const inner = choice();
    take(/^\)/);
    return /[=!]$/.test(group[1] ?? '') ? { type: 'sequence', items: [] } : inner;
  };
  const tree = choice();
  return rest === '' ? tree : undefined;
}

function repeated(item: Node, [, sign, least, comma, most]: RegExpMatchArray): Node {
  if (sign !== undefined) {
    return { type: 'repeat', item, least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Number.POSITIVE_INFINITY };
  }
  const unbounded = comma === ',' && most === '';
  return { type: 'repeat', item, least: Number(least), most: unbounded ? Infinity : Number(most || least) };
}

function charactersOf(source: string): string[] {
  if (!/^[[\\.]/.test(source)) return [source];
  for (const flags of ['u', '']) {
    try {
      const regex = new RegExp(`^${source}$`, flags);
      const matching = ALPHABET.filter((character) => regex.test(character));
      if (matching.length > 0) return matching;
    } catch {}
  }
  return [
    source
      .replace(/^\[\^?/, '')
      .replace(/^\\u\{?([\da-f]+)\}?[\s\S]*/i, (_, hex) => fromHex(hex))
      .charAt(0),
  ];
}

function fromHex(hex: string): string {
  const code = Number.parseInt(hex, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
