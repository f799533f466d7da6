import type { RegexNode } from '../parse/regex-node.ts';

interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** How many code points a node can match; `max` is Infinity when there is no bound to be seen. */
export function lengthBounds(node: RegexNode): Bounds {
  switch (node.kind) {
    case 'set':
      return { min: 1, max: 1 };
    case 'group':
    case 'atomic':
      return lengthBounds(node.body);
    case 'repeat': {
      const { min, max } = lengthBounds(node.body);
      return { min: min * node.min, max: max === 0 || node.max === 0 ? 0 : max * node.max };
    }
    case 'sequence':
      return node.items.map(lengthBounds).reduce((a, b) => ({ min: a.min + b.min, max: a.max + b.max }), NOTHING);
    case 'alternatives':
      return node.items
        .map(lengthBounds)
        .reduce((a, b) => ({ min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) }));
    case 'backreference':
      return { min: 0, max: Number.POSITIVE_INFINITY };
    default:
      return NOTHING;
  }
}

const NOTHING: Bounds = { min: 0, max: 0 };
