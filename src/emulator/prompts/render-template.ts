import type { Account } from '../../accounts/account.ts';
import { invalidField } from '../../errors.ts';
import { createTrace } from '../../query/history.ts';
import { DEFAULT_USED_RESULTS, resolveLanguage } from '../../query/plan/plan-generation.ts';
import { planQuery } from '../../query/plan/plan-query.ts';
import type { QueryPlan } from '../../query/plan/query-plan.ts';
import { promptVariables } from '../../query/prompt/prompt-variables.ts';
import { PromptError, type RolesOfLlm, readMessages } from '../../query/prompt/render-prompt.ts';
import type { SearchResult } from '../../query/query-schema.ts';
import { runQuery } from '../../query/run-query.ts';
import { parseTemplate } from '../../query/templates.ts';
import { PLATFORM_ENCODER } from '../../v2/encoders/platform-encoder.ts';
import { findLlmByName } from '../../v2/llms/find-llm.ts';
import { asksForTurns, mergesTurns } from '../../v2/llms/llm-record.ts';
import { renderTemplate as evaluateTemplate, type Template, TemplateError } from '../../velocity/velocity.ts';
import type { PromptFailure, RenderPromptRequest, RenderPromptResponse } from './prompts-schema.ts';

/** The stages of a query up to its prompt. Throws ApiError for a search that a query would be refused for. */
export async function renderTemplate(
  account: Account,
  request: RenderPromptRequest,
  signal: AbortSignal,
): Promise<RenderPromptResponse> {
  const { prompt_template, query = '', llm_name, response_language = 'auto' } = request;
  const template = attempt('parse', () => parseTemplate(prompt_template));
  if ('error' in template) return template;

  const { results, keywordsOnly } = await search(account, request, signal);
  const used = results.slice(0, request.max_used_search_results ?? DEFAULT_USED_RESULTS);
  const language = await resolveLanguage(response_language, query);
  const maxResponseCharacters = request.max_response_characters || undefined;
  const llm = llm_name === undefined ? undefined : findLlmByName(account, llm_name);
  const roles = {
    strictRoles: llm !== undefined && 'found' in llm && asksForTurns(llm.found),
    mergesRoles: llm !== undefined && 'found' in llm && mergesTurns(llm.found),
  };
  return {
    ...renderMessages(template.value, { language, maxResponseCharacters, query, used, ...roles }),
    search_results: { found: results.length, used: used.length },
    response_language: language,
    ...(keywordsOnly.length > 0 && { keywords_only: keywordsOnly }),
  };
}

interface RenderInput extends RolesOfLlm {
  language: string;
  maxResponseCharacters: number | undefined;
  query: string;
  used: SearchResult[];
}

function renderMessages(
  template: Template,
  { query, used, strictRoles, mergesRoles, ...plan }: RenderInput,
): Pick<RenderPromptResponse, 'messages' | 'rendered_prompt' | 'error'> {
  const rendered = attempt('render', () => evaluateTemplate(template, promptVariables(plan, query, used)));
  if ('error' in rendered) return rendered;
  const read = attempt('messages', () => readMessages(rendered.value, { strictRoles, mergesRoles }));
  if ('error' in read) return { rendered_prompt: rendered.value.text, ...read };
  return {
    rendered_prompt: read.value.text,
    messages: read.value.messages.map(({ role, content, extra }) => ({ ...extra, role, content })),
  };
}

async function search(
  account: Account,
  { query, search: asked }: RenderPromptRequest,
  signal: AbortSignal,
): Promise<{ results: SearchResult[]; keywordsOnly: string[] }> {
  if (!asked) return { results: [], keywordsOnly: [] };
  if (query === undefined) throw invalidField('body.query', 'should be there for a search.');
  const planned = await planQuery(account, { query, search: asked, save_history: false });
  const { plan, keywordsOnly } = onThisMachine(planned);
  const silent = createTrace(account.now);
  for await (const event of runQuery(plan, signal, silent)) {
    if (event.type === 'search_results') return { results: event.search_results, keywordsOnly };
  }
  return { results: [], keywordsOnly };
}

/** A corpus whose encoder is an upstream is searched by its words alone. */
function onThisMachine(plan: QueryPlan): { plan: QueryPlan; keywordsOnly: string[] } {
  const isRemote = (encoderName: string) => encoderName !== PLATFORM_ENCODER.name;
  const corpora = plan.search.corpora.map((entry) =>
    isRemote(entry.corpus.encoderName) ? { ...entry, lexicalInterpolation: 1 } : entry,
  );
  const keywordsOnly = corpora.flatMap(({ corpus }) => (isRemote(corpus.encoderName) ? [corpus.key] : []));
  return { plan: { ...plan, search: { ...plan.search, corpora } }, keywordsOnly };
}

function attempt<T>(stage: PromptFailure['stage'], work: () => T): { value: T } | { error: PromptFailure } {
  try {
    return { value: work() };
  } catch (error) {
    if (error instanceof PromptError) return { error: { stage, message: error.message, rule: error.message } };
    if (!(error instanceof TemplateError)) throw error;
    const { message, reason: rule, line, column } = error;
    return { error: { stage, message, rule, line, column } };
  }
}
