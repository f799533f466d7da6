import { unexpectedShape } from '../transport/read-answer.ts';

/** The vector scan takes no more, and no model gives as many. */
const MOST_DIMENSIONS = 16_384;

/** Refuses embeddings that are not all of one length, or not of the length that was asked for. */
export function requireDimensions(embeddings: readonly number[][], asked: number | undefined): void {
  const expected = asked ?? embeddings[0]?.length ?? 0;
  const other = embeddings.find(({ length }) => length !== expected);
  if (other) {
    throw unexpectedShape(
      asked === undefined
        ? `embeddings of one length, got ${expected} and ${other.length} dimensions`
        : `embeddings of ${expected} dimensions, as asked for, got ${other.length}`,
    );
  }
  if (expected > MOST_DIMENSIONS) {
    throw unexpectedShape(`embeddings of at most ${MOST_DIMENSIONS} dimensions, got ${expected}`);
  }
}
