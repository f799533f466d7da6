import type { EmbeddingsAnswer } from '../embeddings.ts';
import type { UpstreamRequest, UpstreamResponse } from '../network/upstream-fetch.ts';
import { invalidType, missing, type OpenAiRefusal, openAiBody, openAiError, refuseCount } from './openai-request.ts';
import type { Simulation } from './simulated-fetch.ts';
import { jsonResponse, requestId } from './wire-response.ts';

/** What OpenAI's own models give; others give as many as the platform encoder. */
const DIMENSIONS: Record<string, number> = {
  'text-embedding-3-small': 1536,
  'text-embedding-3-large': 3072,
  'text-embedding-ada-002': 1536,
};
const MOST_TEXTS = 2048;
const MOST_DIMENSIONS = 16_384;
const CHARACTERS_PER_TOKEN = 4;

/** OpenAI's embeddings: https://platform.openai.com/docs/api-reference/embeddings */
export async function answerOpenAiEmbeddings(
  request: UpstreamRequest,
  { platformEncoder }: Simulation,
): Promise<UpstreamResponse> {
  const parsed = openAiBody(request.body);
  if ('refusal' in parsed) return openAiError(parsed.refusal);
  const { input, dimensions: asked } = parsed.body;
  const model = String(parsed.body.model);
  const texts = typeof input === 'string' ? [input] : input;
  const refusal = refuse(texts) ?? refuseDimensions(parsed.body, model);
  if (refusal !== undefined) return openAiError(refusal);
  const encoder = await platformEncoder();
  const dimensions = Number(asked ?? own(model) ?? encoder.dimensions);
  const given = texts as string[];
  const tokens = given.reduce((sum, text) => sum + Math.ceil(text.length / CHARACTERS_PER_TOKEN), 0);
  const answer: EmbeddingsAnswer = {
    object: 'list',
    data: given.map((text, index) => ({
      object: 'embedding',
      index,
      embedding: resizeVector(encoder.encode(text), dimensions),
    })),
    model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
  return jsonResponse(200, answer, { 'x-request-id': requestId(request, 'req_', 32) });
}

const own = (model: string): number | undefined => (Object.hasOwn(DIMENSIONS, model) ? DIMENSIONS[model] : undefined);

function refuse(texts: unknown): OpenAiRefusal | undefined {
  if (texts === undefined) return missing('input');
  if (!Array.isArray(texts) || !texts.every((text) => typeof text === 'string')) {
    return invalidType('input', 'a string or an array of strings');
  }
  if (texts.length > 0 && texts.length <= MOST_TEXTS && !texts.includes('')) return undefined;
  const message = `Invalid 'input': expected 1 to ${MOST_TEXTS} texts, none of them empty.`;
  return { message, param: 'input', code: 'invalid_value' };
}

function refuseDimensions(body: Record<string, unknown>, model: string): OpenAiRefusal | undefined {
  if (body.dimensions != null && model === 'text-embedding-ada-002') {
    return { message: 'This model does not support specifying dimensions.', param: 'dimensions' };
  }
  return refuseCount(body, 'dimensions', 1, own(model) ?? MOST_DIMENSIONS);
}

/** A vector of length 1 with so many dimensions: padded with zeros, or folded. Directions near each other stay so. */
export function resizeVector(vector: ArrayLike<number>, dimensions: number): number[] {
  const resized = new Float64Array(dimensions);
  for (let index = 0; index < vector.length; index++) {
    // Every second fold counts negative, so that what all vectors share does not pile up.
    const sign = Math.floor(index / dimensions) % 2 === 0 ? 1 : -1;
    resized[index % dimensions]! += sign * vector[index]!;
  }
  const length = Math.hypot(...resized);
  return Array.from(resized, (value) => (length === 0 ? 0 : value / length));
}
