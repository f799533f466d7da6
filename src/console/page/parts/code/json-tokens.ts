export interface JsonToken {
  /** Undefined for punctuation and space. */
  kind: 'key' | 'string' | 'number' | 'word' | undefined;
  text: string;
}

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g;

/** JSON in pieces to colour; together they are the text. */
export function jsonTokens(text: string): JsonToken[] {
  const tokens: JsonToken[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > end) tokens.push({ kind: undefined, text: text.slice(end, match.index) });
    const [whole, string, colon, number] = match;
    if (string) {
      tokens.push({ kind: colon === undefined ? 'string' : 'key', text: string });
      if (colon) tokens.push({ kind: undefined, text: colon });
    } else tokens.push({ kind: number === undefined ? 'word' : 'number', text: whole });
    end = match.index + whole.length;
  }
  if (end < text.length) tokens.push({ kind: undefined, text: text.slice(end) });
  return tokens;
}
