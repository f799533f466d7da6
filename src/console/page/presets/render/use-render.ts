import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { RenderPromptRequest, RenderPromptResponse } from '../../../../control/prompts/prompts-schema.ts';
import { post } from '../../api/call.ts';
import { connection } from '../../api/connection.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import type { PresetDraft } from '../edit/preset-draft.ts';
import type { TemplateProblem } from '../editor/problem-list.ts';

const AFTER_MS = 200;

export type Rendered = RenderPromptResponse;

/** What is rendered for; the same for all presets, until the tab is closed. */
export const rendersFor = signal({ corpus: '', query: '', language: 'auto' });

export interface Render {
  answer: Rendered | undefined;
  /** The last one with messages: shown on while a template is not whole. */
  last: Rendered | undefined;
  /** Of the call itself, such as a corpus that is gone. */
  problem: Problem | undefined;
  /** Whether the answer is of an earlier text. */
  pending: boolean;
  problems: TemplateProblem[];
}

/** Renders the draft's template anew, shortly after whatever it depends on changed. */
export function useRender(draft: PresetDraft): Render {
  const request = JSON.stringify(requestFor(draft));
  const [state, setState] = useState<Omit<Render, 'pending' | 'problems'> & { of?: string }>({
    answer: undefined,
    last: undefined,
    problem: undefined,
  });
  const isFirst = useRef(true);
  useEffect(() => {
    const controller = new AbortController();
    const ask = async () => {
      try {
        const options = { aside: true, signal: controller.signal };
        const answer = await post<Rendered>('/_emulator/prompts/render', JSON.parse(request), options);
        setState(({ last }) => ({ answer, last: answer.messages ? answer : last, problem: undefined, of: request }));
      } catch (error) {
        if (controller.signal.aborted) return;
        setState((before) => ({ ...before, problem: asProblem(error), of: request }));
      }
    };
    const timer = setTimeout(ask, isFirst.current ? 0 : AFTER_MS);
    isFirst.current = false;
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [request, connection.value]);

  const { error } = state.answer ?? {};
  const problems: TemplateProblem[] =
    error?.line === undefined ? [] : [{ line: error.line, column: error.column ?? 1, text: error.rule, tone: 'bad' }];
  return { ...state, pending: state.of !== request, problems };
}

function requestFor({ prompt_template, llm_name, max_used_search_results }: PresetDraft): RenderPromptRequest {
  const { corpus, query, language } = rendersFor.value;
  const used = Number(max_used_search_results);
  const asks = query.trim() !== '';
  return {
    prompt_template,
    llm_name,
    response_language: language,
    ...(Number.isInteger(used) && used > 0 && { max_used_search_results: used }),
    ...(asks && { query }),
    ...(asks && corpus && { search: { corpora: [{ corpus_key: corpus }], limit: Math.max(used, 10) } }),
  };
}
