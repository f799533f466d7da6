import type { Message } from '../../upstream/language-model.ts';
import { escapingModeOf, renderTemplate, type Template, TemplateError, type Value } from '../../velocity/velocity.ts';
import { templateFailed } from '../answer/generation-failure.ts';
import type { GenerationPlan } from '../plan/query-plan.ts';
import type { SearchResult } from '../wire/query-schema.ts';
import { PromptError, parseMessages, plainMessage, requireAlternatingRoles } from './parse-messages.ts';
import { promptVariables } from './prompt-variables.ts';

export interface RenderedPrompt {
  /** As rendered, before it is read as messages: what responses show (reference §4.7). */
  text: string;
  messages: Message[];
}

/** The prompt for the results that are used. Throws the error of a template that cannot be rendered or read. */
export function renderPrompt(plan: GenerationPlan, query: string, used: SearchResult[]): RenderedPrompt {
  return renderMessages(plan.template, promptVariables(plan, query, used), plan.strictRoles, (detail) =>
    templateFailed(detail, plan.templateFrom),
  );
}

/** A template as messages. `failed` gives the error to throw where it cannot be rendered or read. */
export function renderMessages(
  template: Template,
  variables: Map<string, Value>,
  strictRoles: boolean,
  failed: (detail: string) => Error,
): RenderedPrompt {
  try {
    const text = renderText(template, variables);
    return { text, messages: readMessages(template, text, strictRoles) };
  } catch (error) {
    if (!(error instanceof TemplateError || error instanceof PromptError)) throw error;
    throw failed(error.message);
  }
}

/** Throws TemplateError. */
export const renderText = (template: Template, variables: Map<string, Value>): string =>
  renderTemplate(template, variables, { escaping: escapingModeOf(template) });

/**
 * Rendered text as messages, if the template is a list of them, else as one message of the user's: what a query or a passage
 * rendered to has no say in that. Throws PromptError.
 */
export function readMessages(template: Template, text: string, strictRoles: boolean): Message[] {
  const messages = escapingModeOf(template) === 'json' ? parseMessages(text) : plainMessage(text);
  if (strictRoles) requireAlternatingRoles(messages);
  return messages;
}
