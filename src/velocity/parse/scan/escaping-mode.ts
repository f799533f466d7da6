import type { EscapingMode } from '../../escaping.ts';
import type { Block, Template } from '../ast.ts';

/**
 * Which escaping a template asks for (reference §4.2): 'json' when the first text it can print starts with `[` or `{`,
 * else 'plain'. Judged on the parsed template, so that comments, `#set` lines and macro definitions in front do not
 * count and `#if`/`#foreach` are looked into. A template that starts with a reference is plain.
 */
export function escapingModeOf(template: Template): EscapingMode {
  return /^[[{]/.test(firstPrinted(template.nodes, template, new Set()) ?? '') ? 'json' : 'plain';
}

function firstPrinted(block: Block, template: Template, seen: Set<string>): string | undefined {
  for (const node of block) {
    if (node.kind === 'text' && node.text.trim()) return node.text.trimStart().charAt(0);
    if (node.kind === 'reference') return '$';
    const blocks: Block[] = [];
    if (node.kind === 'if') blocks.push(...node.branches.map((branch) => branch.body), node.otherwise);
    if (node.kind === 'foreach') blocks.push(node.body, node.otherwise);
    if (node.kind === 'macro-call' && !seen.has(node.name)) {
      seen.add(node.name);
      blocks.push(template.macros.get(node.name)?.body ?? []);
    }
    for (const inner of blocks) {
      const first = firstPrinted(inner, template, seen);
      if (first !== undefined) return first;
    }
  }
  return undefined;
}
