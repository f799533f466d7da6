// V8's own search takes minutes for a long needle such as a…aba…a in a text of a's, and templates choose both.

const LONGEST_FOR_BUILT_IN_SEARCH = 16;

/** Like `indexOf`, in time linear in the text. */
export function findText(text: string, part: string, from = 0): number {
  const start = Math.max(from, 0);
  if (part.length <= LONGEST_FOR_BUILT_IN_SEARCH) {
    return part === '' && start > text.length ? -1 : text.indexOf(part, start);
  }
  const borders = borderLengths(part);
  let matched = 0;
  for (let at = start; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    while (matched > 0 && part.charCodeAt(matched) !== char) matched = borders[matched - 1]!;
    if (part.charCodeAt(matched) === char) matched += 1;
    if (matched === part.length) return at - matched + 1;
  }
  return -1;
}

/** Knuth, Morris, Pratt: for each prefix, the longest proper prefix that is also its suffix. */
function borderLengths(part: string): Int32Array {
  const borders = new Int32Array(part.length);
  let length = 0;
  for (let i = 1; i < part.length; i += 1) {
    while (length > 0 && part.charCodeAt(i) !== part.charCodeAt(length)) length = borders[length - 1]!;
    if (part.charCodeAt(i) === part.charCodeAt(length)) length += 1;
    borders[i] = length;
  }
  return borders;
}
