const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

const LONGEST_SENTENCE = 400;
const ABBREVIATION =
  /(?:^|[\s(])(?:\p{Lu}|Dr|Mr|Mrs|Ms|Prof|St|Jr|Sr|No|Nr|Fig|Figs|Eq|Sec|Inc|Ltd|Corp|vs|cf|e\.g|i\.e|approx|bzw|ca|etc|Art|vol|pp?)\.\s*$/u;

/** A text's sentences, fit to be quoted: on one line each, without markup and without foreign `[1]` marks. */
export function splitSentences(text: string): string[] {
  const sentences: string[] = [];
  for (const paragraph of text.split(/\n\s*\n|\n(?=\s*(?:[-*•+|#>]|\d{1,3}[.)])\s?)/)) {
    let pending = '';
    for (const { segment } of segmenter.segment(paragraph.replace(/\s+/g, ' ').trim())) {
      pending += segment;
      if (ABBREVIATION.test(segment)) continue;
      addSentence(sentences, pending);
      pending = '';
    }
    addSentence(sentences, pending);
  }
  return sentences;
}

function addSentence(sentences: string[], raw: string): void {
  const sentence = shortened(
    raw
      .replace(/<\/?[a-z][^<>]{0,100}>|%(?:START|END)_SNIPPET%|\s?\[\d+(?:\s*,\s*\d+)*\]/gi, '')
      .replace(/^[\s\-*•+#>|"“”'`=]+(?=[^\s\d])|^\d{1,3}[.)]\s+|[\s|`*=]+$/g, '')
      .trim(),
    LONGEST_SENTENCE,
  );
  if (/[\p{L}\p{N}]/u.test(sentence)) sentences.push(sentence);
}

/** At most `limit` characters of a text, ending in `…` on a word border if something had to go. */
export function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '');
  return `${cut.replace(/\s+\S{0,30}$/, '')}…`;
}
