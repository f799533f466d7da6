/**
 * Text → tokens (docs/behaviour/filters.md, Lexical rules). The declared names are needed to tell a hyphen in a name
 * from a minus.
 */
import { type Position, syntaxError } from '../filter-error.ts';
import type { FilterNames, FilterReference } from '../filter-names.ts';

/** `text` is what was written; a symbol is an operator, a bracket, a comma or a keyword in its one canonical form. */
export type Token = { at: Position; text: string } & (
  | { kind: 'symbol'; symbol: string }
  | { kind: 'number' }
  | { kind: 'text'; value: string }
  | { kind: 'reference'; reference: FilterReference }
  | { kind: 'name' }
  | { kind: 'end' }
);

type TokenContent = Token extends infer T ? (T extends Token ? Omit<T, 'at'> : never) : never;

const keywords = new Set(['and', 'or', 'not', 'in', 'is', 'null', 'true', 'false']);
const synonyms: Record<string, string> = { '==': '=', '!=': '<>' };
const foreign: Record<string, string> = { '&&': 'AND', '||': 'OR', '!': 'NOT' };

const space = /\s+/y;
const symbol = /<=|>=|<>|!=|==|[-+*/%<>=(),]/y;
const number = /(?:\d+(?:\.\d+)?|\.\d+)/y;
const quoted = /'((?:[^']|'')*)'|"((?:[^"]|"")*)"/y;
const scope = /(doc|part)\./iy;
const quotedName = /(metadata\.)?"((?:[^"]|"")*)"/y;
const identifier = String.raw`[\p{ID_Start}_]\p{ID_Continue}*`;
const word = new RegExp(identifier, 'uy');
/** Names joined by dots and hyphens; a hyphen before `doc.` or `part.` is a minus in any case. */
const joined = (afterHyphen: string) =>
  new RegExp(String.raw`${identifier}(?:\.${identifier}|-(?!(?:doc|part)\.)${afterHyphen})*`, 'iuy');
const longestName = joined(String.raw`\p{ID_Continue}+`);
/** The same without `-1`: what is shown when no such name is declared. */
const longestWords = joined(identifier);

/** Ends with a token of kind `end`. Throws FilterError for text that is no token. */
export function lexFilter(text: string, names: FilterNames): Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  let at: Position = { line: 1, column: 0 };
  while (offset < text.length) {
    const blank = matchAt(space, text, offset)?.[0];
    const content = blank === undefined ? readToken(text, offset, at, names) : undefined;
    if (content) tokens.push({ at, ...content });
    const read = blank ?? content!.text;
    at = advance(at, read);
    offset += read.length;
  }
  return [...tokens, { at, text: 'the end of the filter', kind: 'end' }];
}

function readToken(text: string, offset: number, at: Position, names: FilterNames): TokenContent {
  const rest = (pattern: RegExp) => matchAt(pattern, text, offset);
  if (names.areBare) {
    const bare = readBareName(text, offset);
    if (bare) return bare;
  }
  let match = rest(scope);
  if (match && !names.areBare) return readReference(text, offset, match, at, names);
  match = rest(word);
  if (match) {
    if (keywords.has(match[0].toLowerCase())) {
      return { kind: 'symbol', text: match[0], symbol: match[0].toUpperCase() };
    }
    return { kind: 'name', text: rest(longestWords)![0] };
  }
  match = rest(number);
  if (match) {
    const glued = matchAt(word, text, offset + match[0].length)?.[0];
    if (glued !== undefined) throw syntaxError(at, `${match[0]}${glued} is not a number`);
    return { kind: 'number', text: match[0] };
  }
  match = rest(quoted);
  if (match) {
    const value = match[1]?.replaceAll("''", "'") ?? match[2]!.replaceAll('""', '"');
    return { kind: 'text', text: match[0], value };
  }
  match = rest(symbol);
  if (match) return { kind: 'symbol', text: match[0], symbol: synonyms[match[0]] ?? match[0] };
  throw unexpectedCharacter(text, offset, at);
}

/** A word, or anything in double quotes. */
function readBareName(text: string, offset: number): TokenContent | undefined {
  const quotedBare = matchAt(quotedName, text, offset);
  const name = quotedBare?.[1] === undefined ? quotedBare?.[2]?.replaceAll('""', '"') : undefined;
  if (quotedBare && name !== undefined) {
    return { kind: 'reference', text: quotedBare[0], reference: { level: 'document', name } };
  }
  const written = matchAt(word, text, offset)?.[0];
  if (written === undefined || keywords.has(written.toLowerCase())) return undefined;
  if (written.toLowerCase() === 'like') return { kind: 'symbol', text: written, symbol: 'LIKE' };
  return { kind: 'reference', text: written, reference: { level: 'document', name: written } };
}

function readReference(
  text: string,
  offset: number,
  prefix: RegExpExecArray,
  at: Position,
  names: FilterNames,
): TokenContent {
  const level = prefix[1]!.toLowerCase() === 'doc' ? 'document' : 'part';
  const start = offset + prefix[0].length;
  const token = (written: string, name: string): TokenContent => ({
    kind: 'reference',
    text: prefix[0] + written,
    reference: { level, name },
  });

  const inQuotes = matchAt(quotedName, text, start);
  if (inQuotes) return token(inQuotes[0], (inQuotes[1] ?? '') + inQuotes[2]!.replaceAll('""', '"'));
  const longest = matchAt(longestName, text, start)?.[0];
  if (longest === undefined) {
    if (text[start] === '"') throw syntaxError(at, 'the name is not closed by "');
    throw syntaxError(at, `${prefix[0]} must be followed by a name; names with other characters go in double quotes`);
  }
  const cuts = [longest, ...[...longest.matchAll(/-/g)].map(({ index }) => longest.slice(0, index)).reverse()];
  const name = cuts.find((cut) => names.find({ level, name: cut })) ?? matchAt(longestWords, text, start)![0];
  return token(name, name);
}

function unexpectedCharacter(text: string, offset: number, at: Position): Error {
  const character = String.fromCodePoint(text.codePointAt(offset)!);
  if (character === "'" || character === '"') return syntaxError(at, `the text is not closed by ${character}`);
  const instead = foreign[text.slice(offset, offset + 2)] ?? foreign[character];
  return syntaxError(at, `unexpected ${character}${instead ? `: write ${instead}` : ''}`);
}

function matchAt(pattern: RegExp, text: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset;
  return pattern.exec(text);
}

function advance({ line, column }: Position, read: string): Position {
  const lines = read.split('\n');
  const last = [...lines.at(-1)!].length;
  return lines.length === 1 ? { line, column: column + last } : { line: line + lines.length - 1, column: last };
}
