import { internal } from '../../errors.ts';

/** As much of a corpus as its vectors depend on. */
export interface EncodedCorpus {
  encoderName: string;
  /** Fixed by the first vector that is stored; undefined until then. */
  vectorDimensions: number | undefined;
}

/**
 * Refuses the vectors of `count` texts when they do not compare with those the corpus has. A 500, as every failure of
 * something that the emulator itself calls (docs/behaviour/conventions.md, Status codes): the caller's request is in order, and neither documents
 * nor queries declare a 502.
 */
export function requireCorpusDimensions(corpus: EncodedCorpus, vectors: Int8Array, count: number): void {
  const { encoderName, vectorDimensions: expected } = corpus;
  const given = count === 0 ? expected : vectors.length / count;
  if (expected === undefined || given === expected) return;
  throw internal(
    `Encoder '${encoderName}' gave ${given} dimensions, but the vectors of this corpus have ${expected}. Reset the corpus and index its documents again, or create another corpus.`,
  );
}
