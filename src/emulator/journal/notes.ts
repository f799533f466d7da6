/** What the journal itself takes down inside a call. They are filled in while things happen, so a running call shows them too. */
import type { CallNote } from '../../calls/call.ts';
import type { Provenance } from '../../calls/provenance.ts';
import type { Message, ModelParameters, Usage } from '../../upstream/language-model.ts';

/** A language model was asked, built-in, scripted or upstream. Times are milliseconds since it was asked. */
export interface ModelNote extends CallNote {
  kind: 'model';
  llm: string;
  provenance: Provenance;
  messages: readonly Message[];
  parameters: ModelParameters;
  stream: boolean;
  tools?: readonly object[];
  response_format?: object;
  /** As far as it came. */
  text: string;
  tool_calls?: { name: string; arguments: string }[];
  chunks: number;
  first_chunk_ms?: number;
  finish_reason?: string;
  usage?: Usage;
  error?: string;
  stage: 'generation';
  ms?: number;
}

/** A request was made to an upstream, or to whoever answers in its place. Nothing in it is redacted yet. Times are milliseconds since then. */
export interface UpstreamNote extends CallNote {
  kind: 'upstream';
  provenance: Provenance;
  dialect: string;
  model: string;
  method: string;
  url: string;
  request_headers: Record<string, string>;
  /** Empty for token requests, whose bodies are secrets. */
  request_body: string;
  status?: number;
  response_headers?: Record<string, string | string[] | undefined>;
  headers_ms?: number;
  /** Bytes as Latin-1 text. */
  chunks: { at: number; bytes: string }[];
  bytes: number;
  chunks_omitted: number;
  error?: string;
  /** Until the last byte, or the failure. */
  total_ms?: number;
}
