import { callUpstream } from '../transport/call-upstream.ts';
import type { UpstreamDependencies } from '../upstream-dependencies.ts';
import type { ConnectionSettings } from '../upstream-settings.ts';
import type { EmbeddingsRequest } from './embeddings-wire.ts';
import { readEmbeddings } from './read-embeddings.ts';
import { requireDimensions } from './require-dimensions.ts';

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
