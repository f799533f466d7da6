import { createPlatformEncoder } from '../../retrieval/encoder/create-platform-encoder.ts';
import { createBuiltInModel } from '../built-in/built-in-model.ts';
import type { LanguageModel } from '../language-model.ts';
import { createSimulatedFetch } from '../simulate/simulated-fetch.ts';
import { createUndiciFetch, type NetworkOptions } from './undici-fetch.ts';
import type { UpstreamFetch } from './upstream-fetch.ts';

export interface Upstream {
  fetch: UpstreamFetch;
  builtIn: LanguageModel;
  close(): Promise<void>;
}

/**
 * The way out: `live` to the network, `simulate` to the built-in model and `platformEncoder` in the providers' place.
 */
export function openUpstream(
  mode: 'live' | 'simulate',
  platformEncoder = createPlatformEncoder(),
  network: NetworkOptions = {},
): Upstream {
  const builtIn = createBuiltInModel();
  if (mode === 'simulate') {
    return { builtIn, fetch: createSimulatedFetch(builtIn, platformEncoder), close: async () => {} };
  }
  return { builtIn, ...createUndiciFetch(network) };
}
