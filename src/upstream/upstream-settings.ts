import type { LlmAuth, LlmType } from './llm-auth.ts';

/** What an adapter must know of a registered LLM. */
export interface UpstreamSettings {
  type: LlmType;
  /** The provider's model id. */
  model: string;
  /** As registered; absent only for type `anthropic`. */
  uri?: string;
  /** Extra headers of the registration, any letter case. */
  headers: Record<string, string>;
  auth?: LlmAuth;
  /** Longest silence tolerated between received data, in seconds. Default 60 (reference §2.5). */
  idleTimeoutSeconds?: number;
  requiresRoleAlternation: boolean;
  /** Distinct per account, LLM and revision: what cached access tokens are kept under. */
  cacheKey: string;
}
