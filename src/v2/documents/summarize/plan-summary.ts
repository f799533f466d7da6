/** By which LLM and with which prompt a document is summarised (reference §8.4). */
import type { Account } from '../../../accounts/account.ts';
import { ambiguousLlm, invalidArgument, notFound } from '../../../errors.ts';
import { templateFailed } from '../../../query/answer/generation-failure.ts';
import { type RenderedPrompt, renderMessages } from '../../../query/prompt/render-prompt.ts';
import type { QueryDependencies, QueryLlm } from '../../../query/query-dependencies.ts';
import type { LanguageModel, ModelParameters } from '../../../upstream/language-model.ts';
import { type Template, TemplateError } from '../../../velocity/velocity.ts';
import type { Document } from '../documents-schema.ts';
import { documentObject } from './document-object.ts';
import type { SummarizeDocumentRequest } from './summarize-schema.ts';

export type SummaryDependencies = Pick<
  QueryDependencies,
  'findLlm' | 'findGenerationPreset' | 'openModel' | 'parseTemplate'
>;

export interface SummaryPlan {
  llmName: string;
  model: LanguageModel;
  prompt: RenderedPrompt;
  parameters: ModelParameters;
  stream: boolean;
}

const DEFAULT_TEMPLATE = `Write a concise summary of this document. Say what it is about and what matters most in it, and use nothing but what it says.

$vectaraDocument.json()
`;

const LLM_FIELD = 'body.llm_name';

/** Throws 404 for an unknown LLM, 400 for one that cannot be used or a template that cannot be rendered or read. */
export function planSummary(
  account: Account,
  document: Document,
  request: SummarizeDocumentRequest,
  dependencies: SummaryDependencies,
): SummaryPlan {
  const llm = chooseLlm(account, request.llm_name, dependencies);
  const shown = documentObject(document);
  const variables = new Map([
    ['vectaraDocument', shown],
    ['document', shown],
  ]);
  const strictRoles = llm.ownership === 'platform' && llm.name === 'mockingbird-2.0';
  const template = parse(request.prompt_template ?? DEFAULT_TEMPLATE, dependencies);
  return {
    llmName: llm.name,
    model: dependencies.openModel(account, llm),
    prompt: renderMessages(template, variables, strictRoles, badTemplate),
    parameters: request.model_parameters ?? {},
    stream: request.stream_response ?? false,
  };
}

function chooseLlm(account: Account, name: string, { findLlm, findGenerationPreset }: SummaryDependencies): QueryLlm {
  const preset = findLlm(account, name) ? undefined : findGenerationPreset(account, name);
  const llm = findLlm(account, preset?.llm_name ?? name);
  if (!llm) throw notFound('LLM', name);
  if (preset && !preset.enabled) throw invalidArgument(`Generation preset '${name}' is disabled.`, LLM_FIELD);
  if ('ambiguous' in llm) throw ambiguousLlm(name, llm.ambiguous, LLM_FIELD);
  if (!llm.found.enabled) throw invalidArgument(`LLM '${llm.found.name}' is disabled.`, LLM_FIELD);
  return llm.found;
}

const badTemplate = (detail: string) => templateFailed(detail, 'request', 'body.prompt_template');

function parse(text: string, { parseTemplate }: SummaryDependencies): Template {
  try {
    return parseTemplate(text);
  } catch (error) {
    if (error instanceof TemplateError) throw badTemplate(error.message);
    throw error;
  }
}
