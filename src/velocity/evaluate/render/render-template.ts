import { escTool } from '../../esc-tool.ts';
import type { EscapingMode } from '../../escaping.ts';
import { defaultLimits, type Limits, Meter } from '../../meter.ts';
import type { Template } from '../../parse/ast.ts';
import type { Value } from '../../value.ts';
import { renderBlock } from './render-block.ts';
import { Output } from './rendering.ts';

export interface RenderOptions {
  /** How references are inserted; `escapingModeOf` tells which way a template expects (reference §4.2). */
  readonly escaping: EscapingMode;
  /** Smaller budgets, for tests. */
  readonly limits?: Partial<Limits>;
}

/**
 * Renders a template against its variables (named without `$`) to text of at most 2,000,000 characters. `$esc` is always
 * there (reference §4.5). The variables are never changed. Throws TemplateError when a method refuses its arguments or
 * a budget is spent: loop rounds, steps, text sizes, depth, regular expressions.
 */
export function renderTemplate(
  template: Template,
  variables: ReadonlyMap<string, Value> | Readonly<Record<string, Value>>,
  options: RenderOptions,
): string {
  const meter = new Meter({ ...defaultLimits, ...options.limits });
  const output = new Output(meter);
  const given = variables instanceof Map ? variables : Object.entries(variables);
  renderBlock(template.nodes, {
    variables: new Map<string, Value>([['esc', escTool(meter)], ...given]),
    macros: template.macros,
    escaping: options.escaping,
    meter,
    output,
    own: new WeakSet(),
  });
  return output.toString();
}
