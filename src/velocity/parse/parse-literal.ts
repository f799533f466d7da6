import { WholeDecimal } from '../value.ts';
import type { Expression, Reference } from './ast.ts';
import { parseReference, startsReference } from './parse-reference.ts';
import { readEscape } from './scan/read-escape.ts';
import type { Scanner } from './scan/scanner.ts';

export function parseNumber(scanner: Scanner): Expression {
  const start = scanner.at;
  const digits = scanner.match(/\d+(?:\.\d+(?:[eE][+-]?\d+)?)?/y)!;
  const number = Number(digits);
  if (!Number.isFinite(number)) scanner.fail(`the number ${digits.slice(0, 20)}… is too large`, start);
  const decimal = digits.includes('.') && Number.isInteger(number);
  return { kind: 'literal', value: decimal ? new WholeDecimal(number) : number };
}

/** `'…'`: verbatim; a doubled quote stands for one. */
export function parseSingleQuoted(scanner: Scanner): Expression {
  const start = scanner.at;
  const quoted = scanner.match(/'(?:[^']|'')*'/y);
  if (quoted === undefined) scanner.fail("the text is not closed: expected ' before the end of the template", start);
  return { kind: 'literal', value: quoted.slice(1, -1).replaceAll("''", "'") };
}

/** `"…"`: references inside are interpolated, directives are not; a doubled quote stands for one. */
export function parseDoubleQuoted(scanner: Scanner): Expression {
  const start = scanner.at;
  const at = scanner.position();
  const pieces: (string | Reference)[] = [];
  let text = '';
  scanner.take('"');
  for (;;) {
    text += scanner.match(/[^"$\\]+/y) ?? '';
    if (scanner.ended) scanner.fail('the text is not closed: expected " before the end of the template', start);
    if (scanner.take('""')) text += '"';
    else if (scanner.take('"')) break;
    else if (scanner.looksAt('\\')) text += readEscape(scanner, startsReference);
    else if (startsReference(scanner.text, scanner.at)) {
      if (text) pieces.push(text);
      text = '';
      pieces.push(scanner.nested(() => parseReference(scanner)));
    } else {
      scanner.at += 1;
      text += '$';
    }
  }
  if (pieces.length === 0) return { kind: 'literal', value: text };
  if (text) pieces.push(text);
  return { kind: 'interpolation', at, pieces };
}
