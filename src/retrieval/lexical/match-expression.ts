/** FTS5 expressions. Every word stands in quotes, so that nothing in it is an operator. */
interface Terms {
  words: readonly string[];
  phrases: readonly (readonly string[])[];
  prefixes: readonly string[];
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** Any of the terms; undefined when there are none. */
export function matchAny({ words, phrases, prefixes }: Terms): string | undefined {
  const terms = [
    ...words.map(quoted),
    ...phrases.map((phrase) => quoted(phrase.join(' '))),
    ...prefixes.map((prefix) => `${quoted(prefix)}*`),
  ];
  return terms.length > 0 ? terms.join(' OR ') : undefined;
}
