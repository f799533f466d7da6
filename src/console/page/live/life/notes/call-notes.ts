/** What the notes of a journal entry hold, kind by kind, as the server wrote them. */

import type { explainPlan } from '../../../../../journal/explain/explain-plan.ts';
import type { explainRerank, explainSearch } from '../../../../../journal/explain/explain-ranking.ts';
import type { JournalEntry } from '../../../../../journal/journal-schema.ts';
import type { ModelNote as ListenedModel } from '../../../../../journal/listen/notes.ts';
import type { describeUpstream } from '../../../../../journal/view/describe-upstream.ts';
import type { QueryRewriting } from '../../../../../query/rewriting/extract-filter.ts';
import type { TypedFilter } from '../../../../../retrieval/filter/parse/filter-nodes.ts';
import type { QuerySyntax } from '../../../../../retrieval/lexical/query-syntax.ts';
import type { Refusal } from '../../../../../scripting/scripts.ts';

export type Entry = JournalEntry;
export type Note = JournalEntry['notes'][number];
export type StreamEvent = NonNullable<JournalEntry['response']['events']>[number];

type Noted<T> = T & { at_ms: number };

type ExplainedPlan = Parameters<typeof explainPlan>[0];
export type PlannedCorpus = ExplainedPlan['corpora'][number] & {
  query?: QuerySyntax;
  filter?: { text?: string; parsed?: TypedFilter };
  dimensions?: { weight: number; indexingDefault: number }[];
};
export type PlannedGeneration = NonNullable<ExplainedPlan['generation']> & {
  max_used_search_results?: number;
  citations?: string;
  stream?: boolean;
};
export type PlanNote = Noted<
  Omit<ExplainedPlan, 'corpora' | 'generation'> & {
    corpora: PlannedCorpus[];
    generation?: PlannedGeneration;
    rewriting?: QueryRewriting[];
    save_history?: boolean;
  }
>;

type ExplainedSearch = Parameters<typeof explainSearch>[0];
export type Candidate = ExplainedSearch['candidates'][number] & { semantic: number; lexical: number };
export type SearchNote = Noted<Omit<ExplainedSearch, 'candidates'> & { candidates: Candidate[] }>;
export type RerankNote = Noted<Parameters<typeof explainRerank>[0] & { settings: Record<string, unknown> }>;

export type PromptNote = Noted<{
  template: string;
  template_from: string;
  rendered: string;
  used: { corpus_key: string; document_id: string; score: number }[];
  ms: number;
}>;
export type ModelNote = Noted<ListenedModel>;
export type UpstreamNote = Noted<ReturnType<typeof describeUpstream>>;
export type ConsistencyNote = Noted<{ score?: number; warning?: string; ms: number }>;
export type FaultNote = Noted<{ id: string; fault: { type: string } & Record<string, unknown> }>;
export type ScriptNote = Noted<{ llm: string; script: string; answer: number; use: number; error?: object }>;
export type UnscriptedNote = Noted<{ llm: string; scripts: Refusal[] }>;

interface NoteKinds {
  plan: PlanNote;
  search: SearchNote;
  rerank: RerankNote;
  prompt: PromptNote;
  model: ModelNote;
  upstream: UpstreamNote;
  consistency: ConsistencyNote;
  fault: FaultNote;
  script_matched: ScriptNote;
  scripts_not_matched: UnscriptedNote;
}

export const notesOf = <Kind extends keyof NoteKinds>({ notes }: Entry, kind: Kind): NoteKinds[Kind][] =>
  notes.filter((note) => note.kind === kind) as unknown as NoteKinds[Kind][];
