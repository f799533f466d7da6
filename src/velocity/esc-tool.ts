import { jsonEscaped } from './escaping.ts';
import type { Meter } from './meter.ts';
import { print } from './print.ts';
import { accessors, TemplateObject } from './template-object.ts';
import { EscapedText, type Value } from './value.ts';

const unicodeEscape = (char: string) => `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;

const htmlEntities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const xmlEntities: Record<string, string> = { ...htmlEntities, "'": '&apos;' };
const entities = (table: Record<string, string>) => (text: string) =>
  text.replace(/[&<>"']/g, (char) => table[char] ?? char);

const escapes: Record<string, (text: string) => string> = {
  java: (text) => jsonEscaped(text).replace(/[\x80-\uffff]/g, unicodeEscape),
  javascript: jsonEscaped,
  json: jsonEscaped,
  html: entities(htmlEntities),
  xml: entities(xmlEntities),
  url: (text) => encodeURIComponent(text.toWellFormed()),
};

const characters = { d: '$', dollar: '$', h: '#', hash: '#', q: '"', quote: '"', s: "'", n: '\n' };

/** The `$esc` tool of reference §4.5. Every answer is `EscapedText`; escaping null gives null. */
export function escTool(meter: Meter): TemplateObject {
  const methods = Object.entries(escapes).map(([name, rule]) => [name, (value?: Value) => escaped(value, rule)]);
  const getters = Object.entries(characters).map(([name, char]) => [name, () => new EscapedText(char)]);
  return new TemplateObject({
    methods: { ...accessors(Object.fromEntries(getters)), ...Object.fromEntries(methods) },
    print: () => '$esc',
  });

  function escaped(value: Value | undefined, rule: (text: string) => string) {
    if (value === undefined || value === null) return null;
    const text = print(value, meter);
    meter.text(text.length);
    return new EscapedText(rule(text));
  }
}
