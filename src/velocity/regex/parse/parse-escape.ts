import { type CodePointSet, complement, folded } from '../code-point-set.ts';
import { escapedSets, propertySet } from '../named-sets.ts';
import type { PatternReader } from './pattern-reader.ts';

const controls: Record<string, number> = { t: 0x09, n: 0x0a, r: 0x0d, f: 0x0c, a: 0x07, e: 0x1b };

const numeric: readonly { readonly form: RegExp; readonly radix: number }[] = [
  { form: /u([0-9A-Fa-f]{4})/y, radix: 16 },
  { form: /x([0-9A-Fa-f]{2})/y, radix: 16 },
  { form: /x\{([0-9A-Fa-f]{1,6})\}/y, radix: 16 },
  { form: /0([0-3][0-7]{2}|[0-7]{1,2})/y, radix: 8 },
];

/** The set of `\d`, `\p{L}` and the like, the reader standing behind the backslash. Undefined for other escapes. */
export function parseEscapedSet(reader: PatternReader): CodePointSet | undefined {
  const property = reader.match(/([pP])(?:\{(\^?)([^}]*)\}|([A-Z]))/y);
  if (property) return parseProperty(property, reader);
  const set = escapedSets.get(reader.pattern.charAt(reader.at));
  if (set) reader.at += 1;
  return set;
}

function parseProperty([, letter, inverted, long, short]: RegExpExecArray, reader: PatternReader): CodePointSet {
  const name = long ?? short!;
  const set = propertySet(name);
  if (!set) reader.fail(`there is no character property '${name.slice(0, 40)}'`);
  const cased = folded(set, reader.folding);
  return (letter === 'P') !== (inverted === '^') ? complement(cased) : cased;
}

/** The character of an escape such as `\n`, `\x41` or `\.`, the reader standing behind the backslash. */
export function parseEscapedCodePoint(reader: PatternReader): number {
  if (reader.ended) reader.fail('it ends with a single backslash');
  for (const { form, radix } of numeric) {
    const digits = reader.match(form)?.[1];
    if (digits === undefined) continue;
    const codePoint = Number.parseInt(digits, radix);
    if (codePoint > 0x10ffff) reader.fail(`\\x{${digits}} is no character`);
    return radix === 16 && form.source.startsWith('u') ? withLowSurrogate(codePoint, reader) : codePoint;
  }
  const control = reader.match(/c([\x40-\x5f\x61-\x7a])/y)?.[1];
  if (control !== undefined) return control.toUpperCase().charCodeAt(0) ^ 0x40;
  const char = reader.pattern.charAt(reader.at);
  if (!/[A-Za-z0-9]/.test(char)) return reader.codePoint();
  const codePoint = controls[char];
  if (codePoint === undefined) reader.fail(`the escape \\${char} is not supported here`);
  reader.at += 1;
  return codePoint;
}

/** A pair of `\u` escapes is one character. */
function withLowSurrogate(high: number, reader: PatternReader): number {
  if (high < 0xd800 || high > 0xdbff) return high;
  const low = reader.match(/\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})/y)?.[1];
  return low === undefined ? high : (high - 0xd800) * 0x400 + (Number.parseInt(low, 16) - 0xdc00) + 0x10000;
}
