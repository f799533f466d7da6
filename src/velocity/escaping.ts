// Old templates wrap every value in `$esc.java(…)`, newer ones insert values bare into JSON; both must yield the same
// message (reference §4.2). So in 'json' mode whatever a reference inserts is escaped, unless it came from `$esc`.

import type { Meter } from './meter.ts';
import { print } from './print.ts';
import { EscapedText, type Value } from './value.ts';

export type EscapingMode = 'json' | 'plain';

/** Escapes text for the inside of a JSON string. */
export const jsonEscaped = (text: string) => JSON.stringify(text).slice(1, -1);

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
