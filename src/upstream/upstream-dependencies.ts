import type { TokenStore } from './auth/token-store.ts';
import type { UpstreamFetch } from './network/upstream-fetch.ts';

/** What every call upstream needs from outside. */
export interface UpstreamDependencies {
  fetch: UpstreamFetch;
  tokens: TokenStore;
  /** Milliseconds since 1970. */
  now: () => number;
}
