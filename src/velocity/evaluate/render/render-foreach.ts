import type { ForeachDirective } from '../../parse/ast.ts';
import { accessors, TemplateObject } from '../../template-object.ts';
import { isList, type Value } from '../../value.ts';
import { evaluate } from '../evaluate.ts';
import { withVariables } from '../with-variables.ts';
import { type Flow, renderBlock } from './render-block.ts';
import type { Rendering } from './rendering.ts';

/** Over a list, a range or the values of a map; anything else counts as empty (reference §4.5). */
export function renderForeach(node: ForeachDirective, rendering: Rendering): Flow {
  const { meter, variables } = rendering;
  const source = evaluate(node.items, rendering);
  const items = isList(source) ? source : source instanceof Map ? [...source.values()] : [];
  meter.step(items.length);
  if (items.length === 0) return renderBlock(node.otherwise, rendering);

  const loop = { index: 0, size: items.length };
  const shadowed: [string, Value][] = [
    [node.variable, null],
    ['foreach', foreachObject(loop, variables.get('foreach') ?? null)],
    ['velocityCount', null],
  ];
  return withVariables(shadowed, rendering, () => {
    for (const item of items) {
      meter.at = node.at;
      meter.loopRound();
      variables.set(node.variable, item);
      variables.set('velocityCount', loop.index + 1);
      const flow = renderBlock(node.body, rendering);
      if (flow === 'stop') return 'stop';
      if (flow === 'break') return 'on';
      loop.index += 1;
    }
    return 'on';
  });
}

function foreachObject(loop: { readonly index: number; readonly size: number }, parent: Value): TemplateObject {
  const first = () => loop.index === 0;
  const last = () => loop.index === loop.size - 1;
  const getters = {
    index: () => loop.index,
    count: () => loop.index + 1,
    hasNext: () => !last(),
    parent: () => parent,
  };
  return new TemplateObject({
    methods: { ...accessors(getters), isFirst: first, isLast: last },
    print: () => `round ${loop.index + 1} of ${loop.size}`,
  });
}
