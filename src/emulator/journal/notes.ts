/**
 * What is taken down inside a call, kind by kind. Notes are filled in while things happen, so a running call shows them
 * too; what they hold is redacted when they are shown (describe-entry.ts).
 */
import type { AgentNote, CompactionNote, SecretsNote, ToolCallNote, TurnNote } from '../../agent-loop/note-types.ts';
import type { Answerer, Provenance } from '../../calls/provenance.ts';
import type { QueryNote, RerankNote, SearchNote } from '../../query/note-types.ts';
import type { Message, ModelParameters, Usage } from '../../upstream/language-model.ts';
import type { Fault } from '../faults/fault-rule-schema.ts';
import type { ScriptAnswer } from '../scripts/script-schema.ts';

export type Note =
  | QueryNote
  | AgentNote
  | ModelNote
  | UpstreamNote
  | FaultNote
  | ScriptMatchedNote
  | ScriptsNotMatchedNote
  | ApiScriptNote
  | ApiScriptsNotMatchedNote;

/** What a language model was asked and what it has said so far. Times are milliseconds since it was asked. */
export interface AskedModel {
  kind: 'model';
  llm: string;
  messages: readonly Message[];
  parameters: ModelParameters;
  stream: boolean;
  tools?: readonly object[];
  response_format?: object;
  /** What it thought before it answered. */
  thinking?: string;
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

/** A language model was asked, built-in, scripted or upstream. */
export interface ModelNote extends AskedModel {
  provenance: Provenance;
}

/** A request was made to an upstream, or to whoever answers in its place. Times are milliseconds since then. */
export interface UpstreamNote {
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

export interface FaultNote {
  kind: 'fault';
  /** Of the rule. */
  id: string;
  fault: Fault;
}

/** It answered for a language model or in the place of a tool. */
export interface ScriptMatchedNote {
  kind: 'script_matched';
  llm?: string;
  tool?: string;
  script: string;
  /** Which of its answers, from 1. */
  answer: number;
  /** How many times it has answered. */
  use: number;
  error?: NonNullable<ScriptAnswer['error']>;
}

/** A request to a language model, or a call of a tool, that no script answered. */
export interface ScriptsNotMatchedNote {
  kind: 'scripts_not_matched';
  llm?: string;
  tool?: string;
  scripts: Refusal[];
}

/** A script about the operation matched the call: it answered, changed the answer, or let the operation answer. */
export interface ApiScriptNote {
  kind: 'api_script';
  script: string;
  does: 'answers' | 'changes' | 'passes';
  /** Which of its answers, from 1. */
  answer: number;
  /** How many times it has answered. */
  use: number;
  /** What of its answer the contract does not allow, as sentences. */
  problems?: string[];
}

/** Scripts are about the operation, and none matched the call: those that came nearest. */
export interface ApiScriptsNotMatchedNote {
  kind: 'api_scripts_not_matched';
  scripts: Refusal[];
}

/** A script that did not answer: the first condition that failed, what it wanted and what was there. */
export interface Refusal extends Mismatch {
  script: string;
}

export interface Mismatch {
  /** `match.llm`, `match.messages[0]`, `times` … */
  condition: string;
  wanted: string;
  found: string;
}

/** As clients are shown them, each with the milliseconds since the call began. */
export type ShownNote = { at_ms: number } & (
  | Exclude<
      Note,
      SearchNote | RerankNote | ModelNote | UpstreamNote | TurnNote | ToolCallNote | CompactionNote | SecretsNote
    >
  | ShownTurn
  | ShownCompaction
  | ShownToolCall
  | ShownSearch
  | ShownRerank
  | ShownModel
  | ShownUpstream
);

/** What happened in it, in order: steps, the calls of models and tools, transitions. */
export interface ShownTurn extends Omit<TurnNote, 'secrets'> {
  notes: ShownNote[];
}

export interface ShownCompaction extends Omit<CompactionNote, 'secrets'> {
  notes: ShownNote[];
}

/** What the tool did, a search or the turn of another agent say. */
export interface ShownToolCall extends ToolCallNote {
  notes: ShownNote[];
}

type Listed = 'corpus_key' | 'document_id' | 'part';

export interface ShownSearch
  extends Omit<SearchNote, Listed | 'text' | 'score' | 'semantic' | 'lexical' | 'lexical_interpolation'> {
  candidates: Candidate[];
}

/** The score is the sum of the two shares; what they leave is of custom dimensions. */
export interface Candidate extends ShownPart {
  text: string;
  score: number;
  semantic: number;
  lexical: number;
  semantic_share: number;
  lexical_share: number;
}

export interface ShownPart {
  corpus_key: string;
  document_id: string;
  part: number;
}

export interface ShownRerank extends Omit<RerankNote, Listed | 'rank_before' | 'score_before' | 'score_after'> {
  results: (ShownPart & { before: Place; after: Place | null })[];
}

/** `rank` counts from 1. */
export interface Place {
  score: number;
  rank: number;
}

export interface ShownModel extends AskedModel {
  answered_by?: Answerer;
  /** Types of the faults that struck. */
  faults: string[];
}

/** A call to an upstream without credentials and cookies. Times are milliseconds since it was made. */
export interface ShownUpstream {
  kind: 'upstream';
  dialect: string;
  model: string;
  answered_by?: Answerer;
  request: { method: string; url: string; headers: Record<string, unknown>; body?: unknown };
  response?: ShownUpstreamResponse;
  error?: string;
  total_ms?: number;
}

export interface ShownUpstreamResponse {
  status: number | undefined;
  headers: Record<string, string>;
  headers_ms: number;
  bytes: number;
  /** In the pieces in which they came; as one where a secret lay across them, with how many those were. */
  chunks: { at_ms: number; text: string; merged?: number }[];
  chunks_omitted?: number;
}
