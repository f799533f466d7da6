import type { TokenStore } from './auth/tokens.ts';
import type { LlmAuth, LlmType } from './llm-auth.ts';
import type { UpstreamFetch } from './network/upstream-fetch.ts';

/** What a call must know of a registered endpoint. */
export interface ConnectionSettings {
  /** The provider's model id. */
  model: string;
  /** Extra headers of the registration, any letter case. */
  headers: Record<string, string>;
  auth?: LlmAuth;
  /**
   * Longest silence tolerated between received data, in seconds. Default 60 (docs/behaviour/llms.md, Upstream
   * requests).
   */
  idleTimeoutSeconds?: number;
  /** Distinct per account, registration and revision: what cached access tokens are kept under. */
  cacheKey: string;
}

/** What an adapter must know of a registered LLM. */
export interface UpstreamSettings extends ConnectionSettings {
  type: LlmType;
  /** As registered; absent only for type `anthropic`. */
  uri?: string;
  requiresRoleAlternation: boolean;
}

/** What every call upstream needs from outside. */
export interface UpstreamDependencies {
  fetch: UpstreamFetch;
  tokens: TokenStore;
  /** Milliseconds since 1970. */
  now: () => number;
}
