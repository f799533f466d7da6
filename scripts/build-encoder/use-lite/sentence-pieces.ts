// SentencePiece unigram tokeniser of Universal Sentence Encoder Lite: the best-scoring segmentation (Viterbi).

const RESERVED = 6;
const SEPARATOR = '\u2581';

/** Text → piece ids. Unknown characters are piece 0; a run of them counts once. */
export type PieceTokenizer = (text: string) => number[];

/** `vocabulary`: `[piece, log probability]` by id, as in the model's `vocab.json`; the first six are reserved. */
export function createPieceTokenizer(vocabulary: readonly (readonly [string, number])[]): PieceTokenizer {
  const pieces = new Map<string, number>();
  let longest = 1;
  for (let id = RESERVED; id < vocabulary.length; id++) {
    const piece = vocabulary[id]![0];
    pieces.set(piece, id);
    longest = Math.max(longest, [...piece].length);
  }
  return (text) => {
    const normal = text.normalize('NFKC');
    const symbols = normal === '' ? [] : [...(SEPARATOR + normal.replaceAll(' ', SEPARATOR))];
    const best = new Float64Array(symbols.length + 1);
    const from = new Int32Array(symbols.length + 1);
    const chosen = new Int32Array(symbols.length + 1);
    best.fill(Number.NEGATIVE_INFINITY, 1);
    for (let start = 0; start < symbols.length; start++) {
      let key = '';
      let found = false;
      for (let end = start + 1; end <= symbols.length && end - start <= longest; end++) {
        key += symbols[end - 1];
        const id = pieces.get(key);
        if (id === undefined) continue;
        found = true;
        const score = best[start]! + vocabulary[id]![1];
        if (score >= best[end]!) {
          best[end] = score;
          from[end] = start;
          chosen[end] = id;
        }
      }
      if (!found && best[start]! >= best[start + 1]!) {
        best[start + 1] = best[start]!;
        from[start + 1] = start;
        chosen[start + 1] = 0;
      }
    }
    const ids: number[] = [];
    for (let end = symbols.length; end > 0; end = from[end]!) {
      const id = chosen[end]!;
      if (id !== 0 || ids.at(-1) !== 0) ids.push(id);
    }
    return ids.reverse();
  };
}
