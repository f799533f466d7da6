import { TemplateError } from '../template-error.ts';
import type { Macro, Template } from './ast.ts';
import { parseBlocks } from './parse-block.ts';
import { Scanner } from './scan/scanner.ts';

const MAX_TEMPLATE_LENGTH = 100_000;

/**
 * Parses Velocity text of at most 100,000 characters (reference §4.5) into a template that may be rendered many times.
 * Throws TemplateError, with the line and column of what it could not read.
 */
export function parseTemplate(text: string): Template {
  if (text.length > MAX_TEMPLATE_LENGTH) {
    const found = `the template has ${text.length} characters`;
    throw new TemplateError(`${found}, expected at most ${MAX_TEMPLATE_LENGTH}`, { line: 1, column: 1 });
  }
  const macros = new Map<string, Macro>();
  const nodes = parseBlocks(new Scanner(text), macros);
  return { nodes, macros };
}
