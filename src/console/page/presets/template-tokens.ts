/** Templates in pieces to colour. Lenient: what the emulator would refuse is still coloured as far as it makes sense. */

type TokenKind = 'directive' | 'reference' | 'string' | 'comment' | 'number' | 'role' | 'key' | undefined;

interface TemplateToken {
  /** Undefined for text as it is printed, and for punctuation. */
  kind: TokenKind;
  text: string;
}

const DIRECTIVE = /#(?:\{([A-Za-z]\w*)\}|([A-Za-z]\w*))/y;
const DIRECTIVES = 'if elseif else end foreach set break stop macro include parse evaluate define'.split(' ');
const WITHOUT_HEADER = ['else', 'end', 'break', 'stop'];
const MACRO = /#macro\s*\(\s*([A-Za-z]\w*)/g;
const REFERENCE = /\$!?\{?[A-Za-z]\w*/y;
const MEMBER = /\.[A-Za-z]\w*/y;
const HEADER = /[ \t]*\(/y;
const ROLE = /("role")(\s*:\s*)("(?:system|user|assistant)")/y;
const CONTENT = /"content"(?=\s*:)/y;
const NUMBER = /\d+(?:\.\d+)?/y;
const WORD = /[A-Za-z]\w*/y;
const PLAIN = /[^#$"\\]+/y;
const CLOSES: Record<string, string> = { '(': ')', '[': ']', '{': '}' };
const DEEPEST = 60;

/** Together the tokens are the text. */
export function templateTokens(text: string): TemplateToken[] {
  const tokens: TemplateToken[] = [];
  const names = new Set([...DIRECTIVES, ...[...text.matchAll(MACRO)].map(([, name]) => name!)]);
  let at = 0;

  const matchAt = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  /** Takes the next `length` characters as a token; of one kind with the one before they become one. */
  const take = (length: number, kind?: TokenKind): void => {
    if (length === 0) return;
    const last = tokens.at(-1);
    const taken = text.slice(at, at + length);
    at += length;
    if (last && last.kind === kind) last.text += taken;
    else tokens.push({ kind, text: taken });
  };
  /** The length of what is here up to and with `end`, or to the end of the text. */
  const lengthUntil = (end: string, from: number): number => {
    const found = text.indexOf(end, from);
    return (found < 0 ? text.length : found + end.length) - at;
  };

  const comment = (): boolean => {
    if (text.startsWith('##', at)) take((text.indexOf('\n', at) + 1 || text.length + 1) - 1 - at, 'comment');
    else if (text.startsWith('#*', at)) take(lengthUntil('*#', at + 2), 'comment');
    else if (text.startsWith('#[[', at)) take(lengthUntil(']]#', at + 3));
    else return false;
    return true;
  };

  const directive = (): boolean => {
    const found = matchAt(DIRECTIVE);
    const name = found?.[1] ?? found?.[2] ?? '';
    if (!found || !names.has(name)) return false;
    take(found[0].length, 'directive');
    const header = WITHOUT_HEADER.includes(name) ? null : matchAt(HEADER);
    if (!header) return true;
    take(header[0].length, 'directive');
    expression(')', 1);
    if (text[at] === ')') take(1, 'directive');
    return true;
  };

  const reference = (depth: number): boolean => {
    const found = matchAt(REFERENCE);
    if (!found || depth > DEEPEST) return false;
    take(found[0].length, 'reference');
    for (;;) {
      const member = matchAt(MEMBER);
      if (member) take(member[0].length, 'reference');
      const open = text[at];
      if ((open === '(' && member) || (open === '[' && /[$"'\d(-]/.test(text[at + 1] ?? ''))) {
        take(1, 'reference');
        expression(CLOSES[open]!, depth + 1);
        if (text[at] === CLOSES[open]) take(1, 'reference');
      } else if (!member) break;
    }
    if (found[0].includes('{') && text[at] === '}') take(1, 'reference');
    return true;
  };

  /** A quoted text that is closed; references in double quotes are told apart. */
  const quoted = (depth: number): boolean => {
    const quote = text[at]!;
    const end = text.indexOf(quote, at + 1);
    if (end < 0) return false;
    take(1, 'string');
    while (at < text.length && text[at] !== quote) {
      if (quote === '"' && text[at] === '$' && reference(depth + 1)) continue;
      take(1, 'string');
    }
    take(1, 'string');
    return true;
  };

  /** Up to the bracket that closes it, or to a `#`, which no expression has. */
  const expression = (close: string, depth: number): void => {
    while (at < text.length && text[at] !== close && text[at] !== '#') {
      const char = text[at]!;
      const number = matchAt(NUMBER);
      const word = matchAt(WORD);
      if (char === '$' && reference(depth)) continue;
      if ((char === '"' || char === "'") && quoted(depth)) continue;
      if (number) take(number[0].length, 'number');
      else if (word) take(word[0].length, 'directive');
      else if (CLOSES[char] && depth <= DEEPEST) {
        take(1);
        expression(CLOSES[char]!, depth + 1);
        if (text[at] === CLOSES[char]) take(1);
      } else take(1);
    }
  };

  const message = (): boolean => {
    const role = matchAt(ROLE);
    if (role) {
      take(role[1]!.length, 'key');
      take(role[2]!.length);
      take(role[3]!.length, 'role');
      return true;
    }
    const content = matchAt(CONTENT);
    if (content) take(content[0].length, 'key');
    return content !== null;
  };

  while (at < text.length) {
    take(matchAt(PLAIN)?.[0].length ?? 0);
    const char = text[at];
    if (char === '#' && (comment() || directive())) continue;
    if (char === '$' && reference(1)) continue;
    if (char === '"' && message()) continue;
    // What a backslash is before is printed, not meant.
    take(char === '\\' ? Math.min(2, text.length - at) : Math.min(1, text.length - at));
  }
  return tokens;
}

// A template line by line, so that only the lines that changed are drawn anew.

export interface Piece {
  kind: TokenKind;
  text: string;
  marked?: boolean;
}

export interface Mark {
  /** Both from 1. */
  line: number;
  column: number;
}

export function splitAtLines(tokens: readonly TemplateToken[]): Piece[][] {
  const lines: Piece[][] = [[]];
  for (const { kind, text } of tokens) {
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) lines.push([]);
      if (part !== '') lines.at(-1)!.push({ kind, text: part });
    }
  }
  return lines;
}

/** A line with the word at each mark set apart; a mark behind the last character marks nothing. */
export function withMarks(pieces: readonly Piece[], columns: readonly number[]): Piece[] {
  return columns.reduce<Piece[]>((marked, column) => markedAt(marked, column - 1), [...pieces]);
}

function markedAt(pieces: readonly Piece[], offset: number): Piece[] {
  const line = pieces.map(({ text }) => text).join('');
  const word = /[\w$#!{.]+|[\s\S]/y;
  word.lastIndex = offset;
  const end = offset + (word.exec(line)?.[0].length ?? 0);
  const found: Piece[] = [];
  let start = 0;
  for (const piece of pieces) {
    const cut = (from: number, to: number, marked?: boolean) => {
      const text = piece.text.slice(Math.max(0, from - start), Math.max(0, to - start));
      if (text !== '') found.push(marked ? { ...piece, text, marked } : { ...piece, text });
    };
    cut(start, offset);
    cut(Math.max(start, offset), Math.max(start, end), true);
    cut(Math.max(start, end), start + piece.text.length);
    start += piece.text.length;
  }
  return found;
}

export interface DrawnLine<Drawing> {
  id: number;
  /** Lines of one signature look the same. */
  signature: string;
  drawing: Drawing;
}

/** The lines of `before` that still look the same at the start and at the end, with new ones between them. */
export function redrawn<Drawing>(
  before: readonly DrawnLine<Drawing>[],
  signatures: readonly string[],
  draw: (index: number, id: number) => Drawing,
  nextId: () => number,
): DrawnLine<Drawing>[] {
  const most = Math.min(before.length, signatures.length);
  let first = 0;
  while (first < most && before[first]!.signature === signatures[first]) first += 1;
  let last = 0;
  while (last < most - first && before.at(-1 - last)!.signature === signatures.at(-1 - last)) last += 1;
  const changed = signatures.slice(first, signatures.length - last).map((signature, offset) => {
    // A line that was only edited keeps its element.
    const id = (first + offset < before.length - last ? before[first + offset]?.id : undefined) ?? nextId();
    return { id, signature, drawing: draw(first + offset, id) };
  });
  return [...before.slice(0, first), ...changed, ...before.slice(before.length - last)];
}
