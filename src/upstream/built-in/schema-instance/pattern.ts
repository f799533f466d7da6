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
const MOST = 1000;
const LONGEST_REPEAT = 10_000;

/** Yields the shortest first, then longer and varied ones; `shortest` is the length wanted at least. */
export function* patternStrings(pattern: string, shortest: number): Generator<string> {
  const tree = parsePattern(pattern);
  if (tree === undefined) return;
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
        return Array.from({ length: Math.min(count, LONGEST_REPEAT) }, () => write(node.item)).join('');
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
