/** Templates that agents are told things by (docs/behaviour/agents.md, Instructions). */
import { unprocessable } from '../../errors.ts';
import { parseTemplate } from '../../query/templates.ts';
import { fromJson, renderTemplate, TemplateError } from '../../velocity/velocity.ts';

export interface Templated {
  template: string;
  template_type?: 'velocity' | 'text';
}

/** What an instruction may speak of; its members are JSON. */
export interface InstructionVariables {
  agent: { name: string; key: string; metadata: object };
  session: { key: string; metadata: object };
  /** RFC 3339, to the second. */
  currentDate: string;
  tools?: { name: string; description: string }[];
}

/**
 * Nothing that is inserted is escaped, even if the template begins like JSON. `what` names the template in the 422 that is
 * thrown when it cannot be rendered.
 */
export function renderAgentTemplate(
  { template, template_type = 'velocity' }: Templated,
  variables: InstructionVariables,
  what: string,
): string {
  if (template_type === 'text') return template;
  try {
    const values = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, fromJson(value)]));
    return renderTemplate(parseTemplate(template), values, { escaping: 'plain' }).text;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw unprocessable(`Failed to render ${what}: ${error.message}`);
  }
}

/** `$currentDate` of a time in milliseconds since 1970. */
export const currentDateAt = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
