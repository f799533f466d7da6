import type { Meter } from '../meter.ts';
import type { Regex } from './compile-regex.ts';

/**
 * The replacement of Java's `replaceAll`, as texts and numbers of groups: `$1`, `${name}`, and `\` before a character
 * that stands for itself. Fails the rendering on a group the pattern does not have.
 */
export function parseReplacement(replacement: string, { groups, names }: Regex, meter: Meter): (string | number)[] {
  const pieces: (string | number)[] = [];
  const special = /\\([\s\S]?)|\$(?:\{([^}]*)\}|(\d*))/g;
  let at = 0;
  for (const found of replacement.matchAll(special)) {
    const [whole, escaped, name, digits] = found;
    pieces.push(replacement.slice(at, found.index));
    at = found.index + whole.length;
    if (escaped !== undefined) pieces.push(escaped || fail('it ends with a single backslash'));
    else if (name !== undefined) pieces.push(names.get(name) ?? fail(`there is no group named '${name.slice(0, 40)}'`));
    else pieces.push(...numberedGroup(digits!));
  }
  pieces.push(replacement.slice(at));
  return pieces.filter((piece) => piece !== '');

  /** As many digits as still name a group; the rest is text. */
  function numberedGroup(digits: string): [number, string] {
    if (digits === '') fail("a '$' must be followed by a group; write \\$ for the character");
    let length = 1;
    while (length < digits.length && Number(digits.slice(0, length + 1)) <= groups) length += 1;
    const group = Number(digits.slice(0, length));
    if (group > groups) fail(`there is no group ${group}`);
    return [group, digits.slice(length)];
  }

  function fail(reason: string): never {
    const shown = replacement.length > 60 ? `${replacement.slice(0, 60)}…` : replacement;
    return meter.fail(`cannot replace with '${shown}': ${reason}`);
  }
}
