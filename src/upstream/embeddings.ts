import { callUpstream } from './transport/call-upstream.ts';
import { errorIn, readJson, reportedError, unexpectedShape } from './transport/read-answer.ts';
import type { UpstreamAnswer } from './transport/upstream-answer.ts';
import type { ConnectionSettings, UpstreamDependencies } from './upstream-settings.ts';

/** What a call must know of a registered encoder. */
export interface EmbeddingsSettings extends ConnectionSettings {
  /** The whole address, used verbatim. */
  uri: string;
  /** What to ask for; the model's own number if left out. */
  dimensions?: number | undefined;
}

/** A slow provider answers so many well within the idle timeout, and none refuses them. */
const TEXTS_PER_CALL = 64;

/**
 * One embedding for each text, in order, all of one length, by an endpoint that speaks OpenAI's `/v1/embeddings`. Calls
 * follow one another, each with at most 64 texts. Throws UpstreamError, or the signal's reason when aborted.
 */
export async function embedTexts(
  settings: EmbeddingsSettings,
  texts: readonly string[],
  dependencies: UpstreamDependencies,
  signal: AbortSignal,
): Promise<number[][]> {
  const { uri, model, dimensions } = settings;
  const embeddings: number[][] = [];
  for (let start = 0; start < texts.length; start += TEXTS_PER_CALL) {
    const input = texts.slice(start, start + TEXTS_PER_CALL).map(sendable);
    const request: EmbeddingsRequest = { model, input, ...(dimensions === undefined ? {} : { dimensions }) };
    const call = { url: uri, dialect: 'openai-embeddings', accept: 'application/json' } as const;
    const answer = await callUpstream(settings, { ...call, body: JSON.stringify(request) }, dependencies, signal);
    embeddings.push(...(await readEmbeddings(answer, input.length)));
    requireDimensions(embeddings, dimensions);
  }
  return embeddings;
}

/** OpenAI refuses an empty text, and parts that are only an image have one. */
const sendable = (text: string): string => (text === '' ? ' ' : text);

/** The parts of OpenAI's embeddings protocol that we write and read. https://platform.openai.com/docs/api-reference/embeddings */

export interface EmbeddingsRequest {
  model: string;
  input: string[];
  dimensions?: number;
}

export interface EmbeddingsAnswer {
  object?: 'list';
  data?: { object?: 'embedding'; index?: number; embedding?: number[] }[];
  model?: string;
  usage?: { prompt_tokens: number; total_tokens: number };
  error?: unknown;
}

/** The `count` embeddings of an answer, by their `index`; those without one stand where they are. */
export async function readEmbeddings(answer: UpstreamAnswer, count: number): Promise<number[][]> {
  const { value } = await readJson(answer);
  const { data } = (value ?? {}) as EmbeddingsAnswer;
  const error = errorIn(value, data != null);
  if (error) throw reportedError(error, answer);
  if (!Array.isArray(data)) throw unexpectedShape('a list of embeddings', { value, answer });
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
