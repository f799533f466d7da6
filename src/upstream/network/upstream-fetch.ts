import type { Provenance } from '../../calls/provenance.ts';

/**
 * How anything here reaches the network: one request, one response whose body arrives as it is sent.
 * A value, never a global, so that simulating, recording and failing are wrappers around it.
 * It has fetch's meaning but not its web streams, which cost more than the rest of a relayed call (docs/decisions.md).
 */

/**
 * What is spoken in the body: a provider's protocol, one question to a tool server, a call of Vectara's API, an OAuth 2.0 token
 * request, or anything.
 */
export type Dialect =
  | 'openai-chat'
  | 'openai-responses'
  | 'openai-embeddings'
  | 'gemini'
  | 'anthropic'
  | 'anthropic-bedrock'
  | 'mcp'
  | 'vectara'
  | 'web'
  | 'oauth-token';

/** How a tool server is reached: by a stream of events that stays open, or by answers of their own. */
export type McpTransport = 'sse' | 'streamable-http';

export interface UpstreamRequest {
  /** All but calls of Vectara's API and of the web are POST. */
  method: string;
  url: string;
  /** Of a tool server. */
  transport?: McpTransport | undefined;
  /** Of what an agent fetches: it goes where agents may go, whatever holds for upstreams. */
  web?: { anyCertificate: boolean } | undefined;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: string;
  /** Instead of `body`, where what is sent is no text. */
  bytes?: Uint8Array | undefined;
  /** For wrappers that must tell calls apart without knowing providers. */
  dialect: Dialect;
  /**
   * The provider's model id, the name of a tool server, the operationId of a call of Vectara's API, method and address of a
   * page; empty for token requests.
   */
  model: string;
  /** Where whoever answers says so; shared by the attempts of one model call. */
  provenance?: Provenance | undefined;
  /** Of a simulated answer that is streamed. */
  tokensPerSecond?: number | undefined;
  /** Aborting ends the call at any moment, also while the body arrives. */
  signal: AbortSignal;
}

export interface UpstreamResponse {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string | string[] | undefined>;
  body: AsyncIterable<Uint8Array>;
}

export type UpstreamFetch = (request: UpstreamRequest) => Promise<UpstreamResponse>;
