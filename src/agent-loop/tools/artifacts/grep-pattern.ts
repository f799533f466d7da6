/** POSIX regular expressions, as GNU grep reads them, in those of ECMAScript. What these cannot say is refused there. */

const CLASSES: Record<string, string> = {
  alpha: '\\p{L}',
  digit: '0-9',
  alnum: '\\p{L}\\p{N}',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  space: '\\s',
  blank: ' \\t',
  punct: '!-/:-@\\[-`{-~',
  print: ' -~\\xA0-\\u{10FFFF}',
  graph: '!-~\\xA1-\\u{10FFFF}',
  cntrl: '\\x00-\\x1F\\x7F',
  xdigit: '0-9A-Fa-f',
  word: '\\w',
};

/** What means something with a backslash before it in basic expressions, and without one in extended ones. */
const SPECIAL = '+?|(){}';

export const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

export const extendedToEcmaScript = (pattern: string): string => translate(pattern, false);
export const basicToEcmaScript = (pattern: string): string => translate(pattern, true);

function translate(pattern: string, isBasic: boolean): string {
  let made = '';
  for (let at = 0; at < pattern.length; ) {
    const bracket = bracketAt(pattern, at);
    if (bracket) {
      made += bracket.made;
      at = bracket.end;
      continue;
    }
    const character = pattern[at]!;
    const next = pattern[at + 1];
    if (character === '\\' && next !== undefined) {
      if (SPECIAL.includes(next)) made += isBasic ? next : `\\${next}`;
      else if (next === '<' || next === '>') made += '\\b';
      else made += /[a-zA-Z0-9]/.test(next) ? `\\${next}` : escaped(next);
      at += 2;
      continue;
    }
    if (isBasic && isPlain(pattern, at)) made += escaped(character);
    else made += character === '/' ? '\\/' : character;
    at += 1;
  }
  return made;
}

/** Whether a character of a basic expression stands for itself. */
function isPlain(pattern: string, at: number): boolean {
  const character = pattern[at]!;
  const before = pattern.slice(0, at);
  const after = pattern.slice(at + 1);
  if (SPECIAL.includes(character)) return true;
  if (character === '*') return /(^|\\\(|\\\||^\^)$/.test(before);
  if (character === '^') return !/(^|\\\(|\\\|)$/.test(before);
  if (character === '$') return !/^($|\\\)|\\\|)/.test(after);
  return false;
}

/** A list in brackets, in which a backslash is itself. */
function bracketAt(pattern: string, at: number): { made: string; end: number } | undefined {
  const [whole, not, inside] = /^\[(\^?)(\]?(?:\[:\w+:\]|[^\]])*)\]/.exec(pattern.slice(at)) ?? [];
  if (whole === undefined || inside === undefined) return undefined;
  const members = inside.split(/(\[:\w+:\])/).map((member) => {
    const name = /^\[:(\w+):\]$/.exec(member)?.[1];
    return name === undefined
      ? member.replace(/[\\[\]^]/g, '\\$&')
      : (CLASSES[name] ?? member.replace(/[[\]]/g, '\\$&'));
  });
  return { made: `[${not}${members.join('')}]`, end: at + whole.length };
}
