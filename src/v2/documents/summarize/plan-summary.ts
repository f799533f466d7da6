/** By which LLM and with which prompt a document is summarised (docs/behaviour/documents.md, Summarizing). */
import type { Account } from '../../../accounts/account.ts';
import { invalidArgument, notFound } from '../../../errors.ts';
import { templateFailed } from '../../../query/answer/generation-failure.ts';
import { type RenderedPrompt, renderMessages } from '../../../query/prompt/render-prompt.ts';
import { parseTemplate } from '../../../query/templates.ts';
import type { LanguageModel, ModelParameters } from '../../../upstream/language-model.ts';
import { type Template, TemplateError } from '../../../velocity/velocity.ts';
import { presetsOf } from '../../generation-presets/generation-presets-repository.ts';
import { findLlmByName, requireEnabledLlm } from '../../llms/find-llm.ts';
import { asksForTurns, type LlmRecord, mergesTurns } from '../../llms/llm-record.ts';
import { openModel } from '../../llms/models.ts';
import type { Document } from '../documents-schema.ts';
import { documentObject } from './document-object.ts';
import type { SummarizeDocumentRequest } from './summarize-schema.ts';

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
export function planSummary(account: Account, document: Document, request: SummarizeDocumentRequest): SummaryPlan {
  const llm = chooseLlm(account, request.llm_name);
  const shown = documentObject(document);
  const variables = new Map([
    ['vectaraDocument', shown],
    ['document', shown],
  ]);
  const roles = { strictRoles: asksForTurns(llm), mergesRoles: mergesTurns(llm) };
  const template = parse(request.prompt_template ?? DEFAULT_TEMPLATE);
  return {
    llmName: llm.name,
    model: openModel(account, llm),
    prompt: renderMessages(template, variables, roles, badTemplate),
    parameters: request.model_parameters ?? {},
    stream: request.stream_response ?? false,
  };
}

/** The name of a generation preset stands for its LLM. */
function chooseLlm(account: Account, name: string): LlmRecord {
  const preset = findLlmByName(account, name) ? undefined : presetsOf(account).findByName(name);
  if (preset && !preset.enabled) {
    if (!findLlmByName(account, preset.llm_name)) throw notFound('LLM', name);
    throw invalidArgument(`Generation preset '${name}' is disabled.`, LLM_FIELD);
  }
  return requireEnabledLlm(account, preset?.llm_name ?? name, LLM_FIELD, () => notFound('LLM', name));
}

const badTemplate = (detail: string) => templateFailed(detail, 'request', 'body.prompt_template');

function parse(text: string): Template {
  try {
    return parseTemplate(text);
  } catch (error) {
    if (error instanceof TemplateError) throw badTemplate(error.message);
    throw error;
  }
}
