/** Which encoder turns a corpus's texts and queries into vectors: the platform's, or an endpoint of the customer's. */
import { type Account, perServer, seam } from '../../accounts/account.ts';
import { inTurns } from '../../basics/turns.ts';
import { trusted } from '../../calls/call.ts';
import { internal, invalidField } from '../../errors.ts';
import type { Encoder } from '../../retrieval/encoder/encoder.ts';
import { quantise } from '../../retrieval/encoder/quantise.ts';
import { type EncodedCorpus, requireCorpusDimensions } from '../../retrieval/encoder/require-corpus-dimensions.ts';
import { createTokenStore } from '../../upstream/auth/tokens.ts';
import { type EmbeddingsSettings, embedTexts } from '../../upstream/embeddings.ts';
import type { UpstreamFetch } from '../../upstream/network/upstream-fetch.ts';
import { describeUpstreamFailure, UpstreamError } from '../../upstream/upstream-error.ts';
import { toEmbeddingsSettings } from './encoder-record.ts';
import { encodersOf } from './encoders-repository.ts';
import { PLATFORM_ENCODER } from './platform-encoder.ts';

/** Loads the platform's encoder, once. */
export const platformEncoder = seam<() => Promise<Encoder>>('encoder of the platform');

/** How endpoints of customers are reached. `now`: the system's time, by which access tokens expire. */
export const encoderUpstream = seam<{ fetch: UpstreamFetch; now: () => number }>('way to encoders');

const upstreamOf = perServer((account) => {
  const { fetch, now } = encoderUpstream(account);
  return { fetch, tokens: createTokenStore(now), now };
});

/** One int8 vector of the platform's encoder for each text, one after another. */
export async function encodeOnPlatform(account: Account, texts: readonly string[]): Promise<Int8Array> {
  const encoder = await platformEncoder(account)();
  const vectors = new Int8Array(texts.length * encoder.dimensions);
  await inTurns(texts, (text, index) => vectors.set(encoder.encode(text), index * encoder.dimensions));
  return vectors;
}

async function encodeRemotely(account: Account, name: string, texts: readonly string[], signal: AbortSignal) {
  const encoder = encodersOf(account).findByName(name);
  if (!encoder) throw internal(`Failed to encode: Encoder '${name}' does not exist.`);
  const settings = toEmbeddingsSettings(encoder, `${account.key}/${encoder.id}`);
  try {
    return toVectors(await embedTexts(settings, texts, upstreamOf(account), signal));
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    throw internal(`Failed to encode: ${describeUpstreamFailure(`Encoder '${name}'`, error.failure)}`, error);
  }
}

/** One int8 vector for each text, one after another, comparable with those the corpus has. Throws ApiError. */
export async function encode(
  account: Account,
  corpus: EncodedCorpus,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<Int8Array> {
  const { encoderName } = corpus;
  const vectors = await (encoderName === PLATFORM_ENCODER.name
    ? encodeOnPlatform(account, texts)
    : encodeRemotely(account, encoderName, texts, signal));
  requireCorpusDimensions(corpus, vectors, texts.length);
  return vectors;
}

/** The test call of a registration; a seed that says what to expect is believed. Throws UpstreamError. */
export async function measureDimensions(
  account: Account,
  settings: EmbeddingsSettings,
  signal: AbortSignal,
): Promise<number> {
  const isBelieved = trusted.get()?.testsConnections === false;
  if (isBelieved && settings.dimensions !== undefined) return settings.dimensions;
  const [embedding] = await embedTexts(settings, ['Hello'], upstreamOf(account), signal);
  return embedding!.length;
}

/**
 * The name of the encoder a new corpus asks for, by name or else by id, or of the default one
 * (docs/behaviour/corpora.md, Creation).
 */
export function chooseEncoder(
  account: Account,
  { encoder_name, encoder_id }: { encoder_name?: string; encoder_id?: string },
): string {
  const known = [PLATFORM_ENCODER, ...encodersOf(account).list()];
  if (encoder_name !== undefined) {
    if (known.some(({ name }) => name === encoder_name)) return encoder_name;
    throw invalidField('body.encoder_name', `"${encoder_name}" is not the name of an encoder.`);
  }
  if (encoder_id === undefined) return PLATFORM_ENCODER.name;
  const byId = known.find(({ id }) => id === encoder_id);
  if (!byId) throw invalidField('body.encoder_id', `"${encoder_id}" is not the id of an encoder.`);
  return byId.name;
}

export const encoderIdOf = (account: Account, name: string): string | undefined =>
  name === PLATFORM_ENCODER.name ? PLATFORM_ENCODER.id : encodersOf(account).findByName(name)?.id;

function toVectors(embeddings: readonly number[][]): Int8Array {
  const dimensions = embeddings[0]?.length ?? 0;
  const vectors = new Int8Array(embeddings.length * dimensions);
  for (const [index, embedding] of embeddings.entries()) quantise(embedding, vectors, index * dimensions);
  return vectors;
}
