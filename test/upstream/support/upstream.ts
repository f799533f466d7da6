import { onTestFinished } from 'vitest';
import { createTokenStore } from '../../../src/upstream/auth/tokens.ts';
import { createLanguageModel } from '../../../src/upstream/create-language-model.ts';
import type { ModelChunk, ModelRequest } from '../../../src/upstream/language-model.ts';
import { createUndiciFetch } from '../../../src/upstream/network/undici-fetch.ts';
import { UpstreamError, type UpstreamFailure } from '../../../src/upstream/upstream-error.ts';
import type { UpstreamSettings } from '../../../src/upstream/upstream-settings.ts';

/** The real network and an empty token store, closed with the test. */
export function openUpstream(now: () => number = Date.now) {
  const { fetch, close } = createUndiciFetch();
  onTestFinished(close);
  return { fetch, tokens: createTokenStore(now), now };
}

export function settings(given: Partial<UpstreamSettings> & Pick<UpstreamSettings, 'type'>): UpstreamSettings {
  return { model: 'test-model', headers: {}, requiresRoleAlternation: false, cacheKey: 'one', ...given };
}

export function ask(given: Partial<ModelRequest> = {}): ModelRequest {
  return { messages: [{ role: 'user', content: 'Hello' }], parameters: {}, stream: false, ...given };
}

const forever = () => new AbortController().signal;

/** All chunks of one call over the real network. */
export async function chunksOf(
  of: UpstreamSettings,
  request: Partial<ModelRequest> = {},
  dependencies = openUpstream(),
): Promise<ModelChunk[]> {
  return Array.fromAsync(createLanguageModel(of, dependencies).generate(ask(request), forever()));
}

export const textOfChunks = (chunks: ModelChunk[]): string =>
  chunks.map((chunk) => (chunk.type === 'text' ? chunk.text : '')).join('');

/** The failure something ends in; anything but an UpstreamError fails the test. */
export async function failureOf(attempt: Promise<unknown>): Promise<UpstreamFailure> {
  const error = await attempt.then(
    (value) => new Error(`no failure, but ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  if (error instanceof UpstreamError) return error.failure;
  throw error;
}
