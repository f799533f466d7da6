/** The pattern with `\Q…\E` spelled out in escapes, outside and inside of classes. */
export function unquote(pattern: string): string {
  return pattern.replace(/\\Q([\s\S]*?)(?:\\E|$)|\\[\s\S]/g, (escaped, quoted?: string) =>
    quoted === undefined ? escaped : quoted.replace(/[\x00-\x7f]/g, escapedAscii),
  );
}

/** A digit must not lengthen a back reference in front of it, and no letter may become an escape. */
const escapedAscii = (char: string) =>
  /\w/.test(char) ? `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}` : `\\${char}`;
