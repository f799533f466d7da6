/**
 * Parses JSON as prompt templates produce it (reference §4.1): raw line breaks and other control characters inside
 * strings, and commas a loop left before a closing bracket, are accepted. Throws SyntaxError as JSON.parse does.
 */
export function parseLenientJson(text: string): unknown {
  return JSON.parse(
    text.replace(STRING_OR_COMMAS, (token, offset: number) => {
      if (token.startsWith('"')) return escapeControls(token);
      return CLOSING.has(text.charAt(offset + token.length)) ? token.replaceAll(',', '') : token;
    }),
  );
}

/** A string literal, or commas with the white space among them; each read once, so that long texts take linear time. */
const STRING_OR_COMMAS = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"?|,[\s,]*/g;

const CLOSING = new Set([']', '}']);

const NAMED: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const escapeControls = (literal: string) =>
  literal.replace(/[\u0000-\u001f]/g, (c) => NAMED[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
