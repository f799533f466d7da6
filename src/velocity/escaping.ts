import type { Block, Template } from './ast.ts';
import type { Meter } from './meter.ts';
import { accessors, EscapedText, isList, numberIn, scalarText, TemplateObject, type Value } from './value.ts';

/** The text of a value: strings bare, whole numbers without `.0`, lists and maps as JSON (docs/behaviour/prompts.md, Escaping). */
export function print(value: Value, meter: Meter): string {
  const text = scalarText(value);
  if (text !== undefined) return text;
  if (!(value instanceof TemplateObject)) return json(value, meter);
  const printed = value.print();
  meter.text(printed.length);
  return printed;
}

function json(value: Value, meter: Meter): string {
  meter.step();
  if (value instanceof Map) return joined('{', [...value], '}', ([key, item]) => `${quoted(key)}:${json(item, meter)}`);
  if (isList(value)) return joined('[', value, ']', (item) => json(item, meter));
  if (typeof value === 'string') return quoted(value);
  if (value instanceof EscapedText) return quoted(value.text);
  if (value instanceof TemplateObject) return quoted(print(value, meter));
  return typeof value === 'boolean' ? String(value) : String(numberIn(value) ?? null);

  function quoted(text: string) {
    meter.text(text.length);
    return JSON.stringify(text);
  }

  function joined<T>(open: string, items: readonly T[], close: string, each: (item: T) => string) {
    return meter.nested(() => {
      const texts: string[] = [];
      let length = 0;
      for (const item of items) {
        const text = each(item);
        texts.push(text);
        length += text.length + 1;
        meter.text(text.length);
        meter.textFits(length);
      }
      return open + texts.join(',') + close;
    });
  }
}

// Old templates wrap every value in `$esc.java(…)`, newer ones insert values bare into JSON; both must yield the same
// message (docs/behaviour/prompts.md, Escaping). So in 'json' mode whatever a reference inserts is escaped, unless it came from `$esc`.

export type EscapingMode = 'json' | 'plain';

/** Escapes text for the inside of a JSON string. */
const jsonEscaped = (text: string) => JSON.stringify(text).slice(1, -1);

/** The text a reference puts into the output. */
export function inserted(value: Value, escaping: EscapingMode, meter: Meter): string {
  if (value instanceof EscapedText) return value.text;
  const text = print(value, meter);
  if (escaping === 'plain') return text;
  return typeof value === 'number' || typeof value === 'boolean' ? text : jsonEscaped(text);
}

/**
 * Pieces of text made into one, by `+` or by interpolation. If a piece is escaped already, the others are escaped too and
 * the whole counts as escaped: `"Q: $esc.java($q)"` prints like `Q: $esc.java($q)`, with nothing escaped twice.
 */
export function joined(pieces: readonly (string | EscapedText)[], escaping: EscapingMode, meter: Meter): Value {
  const escaped = pieces.some((piece) => piece instanceof EscapedText);
  const rest = escaped && escaping === 'json' ? jsonEscaped : (text: string) => text;
  let length = 0;
  const texts = pieces.map((piece) => {
    const text = piece instanceof EscapedText ? piece.text : rest(piece);
    length += text.length;
    meter.text(text.length);
    meter.textFits(length);
    return text;
  });
  return escaped ? new EscapedText(texts.join('')) : texts.join('');
}

const unicodeEscape = (char: string) => `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;

const htmlEntities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const xmlEntities: Record<string, string> = { ...htmlEntities, "'": '&apos;' };
const entities = (table: Record<string, string>) => (text: string) =>
  text.replace(/[&<>"']/g, (char) => table[char] ?? char);

/** Escapes for the inside of a JSON string; their texts are inserted as they are. */
const forJson: Record<string, (text: string) => string> = {
  java: (text) => jsonEscaped(text).replace(/[\x80-\uffff]/g, unicodeEscape),
  javascript: jsonEscaped,
  json: jsonEscaped,
};

/** Escapes for other places: a backslash of theirs would still end a JSON string, so that they are texts like any other. */
const forElsewhere: Record<string, (text: string) => string> = {
  html: entities(htmlEntities),
  xml: entities(xmlEntities),
  url: (text) => encodeURIComponent(text.toWellFormed()),
};

const characters = { d: '$', dollar: '$', h: '#', hash: '#', q: '"', quote: '"', s: "'", n: '\n' };

const mapped = <A, B>(table: Record<string, A>, of: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(table).map(([name, value]) => [name, of(value)]));

/** The `$esc` tool of docs/behaviour/prompts.md, Velocity. Escaping null gives null. */
export function escTool(meter: Meter): TemplateObject {
  const methods = {
    ...mapped(forJson, (rule) => (value?: Value) => escaped(value, (text) => new EscapedText(rule(text)))),
    ...mapped(forElsewhere, (rule) => (value?: Value) => escaped(value, rule)),
  };
  const getters = Object.entries(characters).map(([name, char]) => [name, () => new EscapedText(char)]);
  return new TemplateObject({
    methods: { ...accessors(Object.fromEntries(getters)), ...methods },
    print: () => '$esc',
  });

  function escaped(value: Value | undefined, rule: (text: string) => Value) {
    if (value === undefined || value === null) return null;
    const text = print(value, meter);
    meter.text(text.length);
    return rule(text);
  }
}

/** The first words that a template prints decide: those of a list or an object of JSON, or plain text (docs/behaviour/prompts.md, Escaping). */
export const modeBegunBy = (words: string): EscapingMode => (/^\s*[[{]/.test(words) ? 'json' : 'plain');

/**
 * What a template probably begins as, for `#set` lines before its first words: 'json' when one of its branches does.
 * Comments, `#set` lines and macro definitions in front do not count.
 */
export const likelyEscaping = (template: Template): EscapingMode =>
  firstWords(template.nodes, template, new Set()).some((words) => modeBegunBy(words) === 'json') ? 'json' : 'plain';

/** The texts that a block may begin with, by branch; an empty one where it may print nothing. */
function firstWords(block: Block, template: Template, seen: Set<string>): string[] {
  const found: string[] = [];
  for (const node of block) {
    const begun = beginningsOf(node, template, seen);
    found.push(...begun.filter((words) => words !== ''));
    if (!begun.includes('')) return found;
  }
  return [...found, ''];
}

function beginningsOf(node: Block[number], template: Template, seen: Set<string>): string[] {
  if (node.kind === 'text') return [node.text.trimStart().charAt(0)];
  if (node.kind === 'reference') return ['$'];
  if (node.kind === 'if') {
    return [...node.branches.map(({ body }) => body), node.otherwise].flatMap((body) =>
      firstWords(body, template, seen),
    );
  }
  if (node.kind === 'foreach') {
    return [node.body, node.otherwise].flatMap((body) => firstWords(body, template, seen));
  }
  if (node.kind !== 'macro-call' || seen.has(node.name)) return [''];
  seen.add(node.name);
  return firstWords(template.macros.get(node.name)?.body ?? [], template, seen);
}
