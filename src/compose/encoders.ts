/** Which encoder turns a corpus's texts and queries into vectors: the platform's, or an endpoint of the customer's. */
import type { Account, PerAccount } from '../accounts/account.ts';
import type { TrustedCalls } from '../calls/trusted-calls.ts';
import { internal, invalidField } from '../errors.ts';
import type { Encoder } from '../retrieval/encoder/encoder.ts';
import { quantise } from '../retrieval/encoder/quantise.ts';
import { type EncodedCorpus, requireCorpusDimensions } from '../retrieval/encoder/require-corpus-dimensions.ts';
import { createTokenStore } from '../upstream/auth/token-store.ts';
import { type EmbeddingsSettings, embedTexts } from '../upstream/embeddings/embed-texts.ts';
import type { UpstreamFetch } from '../upstream/network/upstream-fetch.ts';
import { describeUpstreamFailure, UpstreamError } from '../upstream/upstream-error.ts';
import { toEmbeddingsSettings } from '../v2/encoders/encoder-record.ts';
import type { EncodersRepository } from '../v2/encoders/encoders-repository.ts';
import { PLATFORM_ENCODER } from '../v2/encoders/platform-encoder.ts';

export interface EncoderSources {
  encoders: PerAccount<EncodersRepository>;
  platform: () => Promise<Encoder>;
  fetch: UpstreamFetch;
  trusted: TrustedCalls;
  now: () => number;
}

export function createEncoders({ encoders, platform, fetch, trusted, now }: EncoderSources) {
  const upstream = { fetch, tokens: createTokenStore(now), now };

  const encodeOnPlatform = async (texts: readonly string[]): Promise<Int8Array> => {
    const encoder = await platform();
    const vectors = new Int8Array(texts.length * encoder.dimensions);
    for (const [index, text] of texts.entries()) vectors.set(encoder.encode(text), index * encoder.dimensions);
    return vectors;
  };

  const encodeRemotely = async (account: Account, name: string, texts: readonly string[], signal: AbortSignal) => {
    const encoder = encoders(account).findByName(name);
    if (!encoder) throw internal(`Failed to encode: Encoder '${name}' does not exist.`);
    const settings = toEmbeddingsSettings(encoder, `${account.key}/${encoder.id}`);
    try {
      return toVectors(await embedTexts(settings, texts, upstream, signal));
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      throw internal(`Failed to encode: ${describeUpstreamFailure(`Encoder '${name}'`, error.failure)}`, error);
    }
  };

  return {
    encodeOnPlatform,

    /** One int8 vector for each text, one after another, comparable with those the corpus has. Throws ApiError. */
    async encode(
      account: Account,
      corpus: EncodedCorpus,
      texts: readonly string[],
      signal: AbortSignal,
    ): Promise<Int8Array> {
      const { encoderName } = corpus;
      const isPlatform = encoderName === PLATFORM_ENCODER.name;
      const vectors = await (isPlatform
        ? encodeOnPlatform(texts)
        : encodeRemotely(account, encoderName, texts, signal));
      requireCorpusDimensions(corpus, vectors, texts.length);
      return vectors;
    },

    /** The test call of a registration; a seed that says what to expect is believed. Throws UpstreamError. */
    async measureDimensions(settings: EmbeddingsSettings, signal: AbortSignal): Promise<number> {
      const isBelieved = trusted.get()?.testsConnections === false;
      if (isBelieved && settings.dimensions !== undefined) return settings.dimensions;
      const [embedding] = await embedTexts(settings, ['Hello'], upstream, signal);
      return embedding!.length;
    },

    /** The encoder a new corpus asks for, by name or else by id, or the default one (reference corpora §2.4). */
    choose(account: Account, { encoder_name, encoder_id }: { encoder_name?: string; encoder_id?: string }): string {
      const known = [PLATFORM_ENCODER, ...encoders(account).list()];
      if (encoder_name !== undefined) {
        if (known.some(({ name }) => name === encoder_name)) return encoder_name;
        throw invalidField('body.encoder_name', `"${encoder_name}" is not the name of an encoder.`);
      }
      if (encoder_id === undefined) return PLATFORM_ENCODER.name;
      const byId = known.find(({ id }) => id === encoder_id);
      if (!byId) throw invalidField('body.encoder_id', `"${encoder_id}" is not the id of an encoder.`);
      return byId.name;
    },

    idOf: (account: Account, name: string): string | undefined =>
      name === PLATFORM_ENCODER.name ? PLATFORM_ENCODER.id : encoders(account).findByName(name)?.id,
  };
}

function toVectors(embeddings: readonly number[][]): Int8Array {
  const dimensions = embeddings[0]?.length ?? 0;
  const vectors = new Int8Array(embeddings.length * dimensions);
  for (const [index, embedding] of embeddings.entries()) quantise(embedding, vectors, index * dimensions);
  return vectors;
}
