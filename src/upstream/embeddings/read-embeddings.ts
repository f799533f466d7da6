import { errorIn, readJson, reportedError, unexpectedShape } from '../transport/read-answer.ts';
import type { UpstreamAnswer } from '../transport/upstream-answer.ts';
import type { EmbeddingsAnswer } from './embeddings-wire.ts';

/** The `count` embeddings of an answer, by their `index`; those without one stand where they are. */
export async function readEmbeddings(answer: UpstreamAnswer, count: number): Promise<number[][]> {
  const { value } = await readJson(answer);
  const { data } = (value ?? {}) as EmbeddingsAnswer;
  const error = errorIn(value, 'data');
  if (error) throw reportedError(error, answer);
  if (!Array.isArray(data)) throw unexpectedShape('a list of embeddings');
  if (data.length !== count) throw unexpectedShape(`${count} embeddings, one for each text, got ${data.length}`);
  const embeddings: (number[] | undefined)[] = Array.from({ length: count });
  for (const [place, item] of data.entries()) {
    const index = item?.index ?? place;
    if (!Number.isInteger(index) || index < 0 || index >= count || embeddings[index]) {
      throw unexpectedShape(`the indices 0 to ${count - 1}, each once`);
    }
    embeddings[index] = vectorOf(item?.embedding, index);
  }
  return embeddings as number[][];
}

function vectorOf(embedding: unknown, index: number): number[] {
  if (Array.isArray(embedding) && embedding.length > 0 && embedding.every(Number.isFinite)) return embedding;
  throw unexpectedShape(`embedding ${index} to be a list of numbers`);
}
