import type { Message } from '../upstream/language-model.ts';
import { escapingModeOf, renderTemplate, TemplateError } from '../velocity/velocity.ts';
import { templateFailed } from './generation-failure.ts';
import { PromptError, parseMessages, requireAlternatingRoles } from './parse-messages.ts';
import { promptVariables } from './prompt-variables.ts';
import type { GenerationPlan } from './query-plan.ts';
import type { SearchResult } from './query-schema.ts';

export interface RenderedPrompt {
  /** As rendered, before it is read as messages: what responses show (reference §4.7). */
  text: string;
  messages: Message[];
}

/** The prompt for the results that are used. Throws the error of a template that cannot be rendered or read. */
export function renderPrompt(plan: GenerationPlan, query: string, used: SearchResult[]): RenderedPrompt {
  try {
    const text = renderTemplate(plan.template, promptVariables(plan, query, used), {
      escaping: escapingModeOf(plan.template),
    });
    const messages = parseMessages(text);
    if (plan.strictRoles) requireAlternatingRoles(messages);
    return { text, messages };
  } catch (error) {
    if (!(error instanceof TemplateError || error instanceof PromptError)) throw error;
    throw templateFailed(error.message, plan.templateFrom);
  }
}
