import type { Template } from './parse/ast.ts';
import { parseTemplate } from './parse/parse-template.ts';

export interface TemplateCache {
  /** Like `parseTemplate`, but parses a text it has seen lately only once. Failures are not kept. */
  parse(text: string): Template;
}

/** Keeps the `limit` templates used last. The caller holds it; there is no global one. */
export function createTemplateCache(limit: number): TemplateCache {
  const templates = new Map<string, Template>();
  return {
    parse(text) {
      const template = templates.get(text) ?? parseTemplate(text);
      templates.delete(text);
      templates.set(text, template);
      if (templates.size > limit) templates.delete(templates.keys().next().value!);
      return template;
    },
  };
}
