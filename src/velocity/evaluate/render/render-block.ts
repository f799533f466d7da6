import { inserted } from '../../escaping.ts';
import type { Block, IfDirective, MacroCall, Node } from '../../parse/ast.ts';
import { assign } from '../assign.ts';
import { evaluate } from '../evaluate.ts';
import { resolve } from '../resolve.ts';
import { truthy } from '../truthy.ts';
import { withVariables } from '../with-variables.ts';
import { renderForeach } from './render-foreach.ts';
import type { Rendering } from './rendering.ts';

/** Whether rendering goes on after a node, leaves the innermost loop or macro, or ends. */
export type Flow = 'on' | 'break' | 'stop';

export function renderBlock(block: Block, rendering: Rendering): Flow {
  return rendering.meter.nested(() => {
    for (const node of block) {
      const flow = renderNode(node, rendering);
      if (flow !== 'on') return flow;
    }
    return 'on';
  });
}

function renderNode(node: Node, rendering: Rendering): Flow {
  const { meter, output } = rendering;
  meter.step();
  if (node.kind === 'text') {
    output.write(node.text);
    return 'on';
  }
  meter.at = node.at;
  switch (node.kind) {
    case 'reference': {
      const value = resolve(node, rendering);
      meter.at = node.at;
      if (value !== null) output.write(inserted(value, rendering.escaping, meter));
      else if (!node.quiet) output.write(node.source);
      return 'on';
    }
    case 'set':
      assign(node, rendering);
      return 'on';
    case 'if':
      return renderBlock(chosenBranch(node, rendering), rendering);
    case 'foreach':
      return renderForeach(node, rendering);
    case 'macro-call':
      return callMacro(node, rendering);
    default:
      return node.kind;
  }
}

function chosenBranch(node: IfDirective, rendering: Rendering): Block {
  const branch = node.branches.find(({ condition }) => truthy(evaluate(condition, rendering)));
  return branch?.body ?? node.otherwise;
}

/** Arguments are passed by value and shadow variables of the same name; surplus ones are ignored. */
function callMacro(node: MacroCall, rendering: Rendering): Flow {
  const macro = rendering.macros.get(node.name);
  if (!macro) return 'on';
  const given = node.args.map((arg) => evaluate(arg, rendering));
  const parameters = macro.parameters.map(
    ({ name, fallback }, i) => [name, given[i] ?? (fallback ? evaluate(fallback, rendering) : null)] as const,
  );
  const flow = withVariables(parameters, rendering, () => renderBlock(macro.body, rendering));
  return flow === 'stop' ? 'stop' : 'on';
}
