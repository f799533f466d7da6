/** What one run of a query has come to. */

import { Problem } from '../api/problem.ts';
import type { HowAnswered, QueryEvent, QueryFullResponse, QueryRequest, SearchResult } from '../api/types.ts';

export interface QueryRun {
  phase: 'idle' | 'running' | 'done' | 'failed' | 'stopped';
  /** As it was sent. */
  request: QueryRequest | undefined;
  text: string;
  /** Undefined until they have come. */
  results: SearchResult[] | undefined;
  prompt: string | undefined;
  consistency: number | undefined;
  language: string | undefined;
  warnings: readonly string[];
  problem: Problem | undefined;
  /** Milliseconds from the call to the first piece of the answer. */
  firstMs: number | undefined;
  totalMs: number | undefined;
  /** Of each language model that was asked. */
  answeredBy: readonly HowAnswered[];
  call: JournaledCall | undefined;
}

/** What the journal knows of the call. */
export interface JournaledCall {
  answeredBy?: readonly HowAnswered[] | undefined;
  id: string;
  llm: string | undefined;
  preset: string | undefined;
  language: string | undefined;
}

export type RunStep =
  | { type: 'started'; request: QueryRequest }
  | { type: 'event'; event: QueryEvent; atMs: number }
  | { type: 'answered'; answer: QueryFullResponse; atMs: number }
  | { type: 'ended'; atMs: number }
  | { type: 'stopped'; atMs: number }
  | { type: 'failed'; problem: Problem; atMs: number }
  | { type: 'opened'; answeredBy: readonly HowAnswered[] }
  | { type: 'journaled'; call: JournaledCall };

export const IDLE: QueryRun = {
  phase: 'idle',
  request: undefined,
  text: '',
  results: undefined,
  prompt: undefined,
  consistency: undefined,
  language: undefined,
  warnings: [],
  problem: undefined,
  firstMs: undefined,
  totalMs: undefined,
  answeredBy: [],
  call: undefined,
};

export function advance(run: QueryRun, step: RunStep): QueryRun {
  switch (step.type) {
    case 'started':
      return { ...IDLE, phase: 'running', request: step.request };
    case 'event':
      return receive(run, step.event, step.atMs);
    case 'answered':
      return { ...run, ...fromAnswer(step.answer), phase: 'done', totalMs: step.atMs };
    case 'ended':
      return end(run, step.atMs);
    case 'stopped':
      return { ...run, phase: 'stopped', totalMs: step.atMs };
    case 'failed':
      return { ...run, phase: 'failed', problem: step.problem, totalMs: step.atMs };
    case 'journaled':
      return {
        ...run,
        call: step.call,
        answeredBy: step.call.answeredBy ?? run.answeredBy,
        language: run.language ?? step.call.language,
      };
    case 'opened':
      return { ...run, answeredBy: step.answeredBy };
  }
}

function receive(run: QueryRun, event: QueryEvent, atMs: number): QueryRun {
  switch (event.type) {
    case 'search_results':
      return { ...run, results: event.search_results };
    case 'generation_chunk':
      return { ...run, text: run.text + event.generation_chunk, firstMs: run.firstMs ?? atMs };
    case 'generation_info':
      return { ...run, prompt: event.rendered_prompt };
    case 'factual_consistency_score':
      return { ...run, consistency: event.factual_consistency_score };
    case 'error':
      return { ...run, problem: new Problem(event.messages.join(' ')) };
    case 'end':
      return { ...run, phase: run.problem ? 'failed' : 'done' };
    default:
      return run;
  }
}

/** A stream that ends without its last event broke off. */
function end(run: QueryRun, atMs: number): QueryRun {
  if (run.phase !== 'running') return { ...run, totalMs: atMs };
  const problem = run.problem ?? new Problem('The stream ended before the answer was complete.');
  return { ...run, phase: 'failed', problem, totalMs: atMs };
}

const fromAnswer = (answer: QueryFullResponse) => ({
  text: answer.summary ?? '',
  results: answer.search_results,
  prompt: answer.rendered_prompt,
  consistency: answer.factual_consistency_score,
  language: answer.response_language,
  warnings: answer.warnings ?? [],
});

interface RefusedFilter {
  filter: string;
  problem: string;
}

/** The metadata filter that a run was refused for, if it was: named as a field, or in a stream by its words only. */
export function refusedFilter({ request, problem }: Pick<QueryRun, 'request' | 'problem'>): RefusedFilter | undefined {
  if (!problem) return undefined;
  const filter = String(request?.search?.corpora?.[0]?.metadata_filter ?? '');
  const field = Object.keys(problem.fields).find((name) => name.endsWith('metadata_filter'));
  if (field) return { filter, problem: problem.fields[field]! };
  return /\bfilter expression\b/i.test(problem.message) ? { filter, problem: problem.message } : undefined;
}

/** How many places higher a result stands than on the other side (negative: lower), or that it is not there. */
export type RankChange = number | 'only here';

export function rankChanges(results: readonly SearchResult[], others: readonly SearchResult[]): RankChange[] {
  const places = new Map(others.map((result, index) => [identity(result), index]));
  return results.map((result, index) => {
    const place = places.get(identity(result));
    return place === undefined ? 'only here' : place - index;
  });
}

/** Results have no ids of their own. */
const identity = ({ corpus_key, document_id, text }: SearchResult) => JSON.stringify([corpus_key, document_id, text]);
