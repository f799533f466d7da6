/** A template line by line, so that only the lines that changed are drawn anew. */
import type { TemplateToken, TokenKind } from './template-tokens.ts';

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
