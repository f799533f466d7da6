import type { Block, Expression, Macro, Node } from './ast.ts';
import { parseReference, startsReference } from './parse-reference.ts';
import { parseTag, startsTag, type Tag } from './parse-tag.ts';
import { gobbleLine } from './scan/gobble-line.ts';
import { readEscape } from './scan/read-escape.ts';
import type { Scanner } from './scan/scanner.ts';

type Closer = Extract<Tag, { kind: 'end' | 'else' | 'elseif' }>;

const isCloser = (tag: Tag): tag is Closer => tag.kind === 'end' || tag.kind === 'else' || tag.kind === 'elseif';

/** The template's nodes; the macros it defines are added to `macros`. */
export function parseBlocks(scanner: Scanner, macros: Map<string, Macro>): Block {
  const known = new Set<string>();
  return parseBlock([]).nodes;

  function parseBlock(closers: readonly string[], opener = 0): { nodes: Block; closer: Closer } {
    const nodes: Node[] = [];
    let text = '';
    const startsKnownTag = (source: string, offset: number) => startsTag(source, offset, known);
    const startsLive = (source: string, offset: number) =>
      startsReference(source, offset) || startsKnownTag(source, offset);
    const flush = () => {
      if (text) nodes.push({ kind: 'text', text });
      text = '';
    };

    while (!scanner.ended) {
      text += scanner.match(/[^$#\\]+/y) ?? '';
      const start = scanner.at;
      if (scanner.looksAt('\\')) text += readEscape(scanner, startsLive);
      else if (startsReference(scanner.text, start)) {
        flush();
        nodes.push(parseReference(scanner));
      } else if (startsKnownTag(scanner.text, start)) {
        const tag = parseTag(scanner, known);
        const prints = tag.kind === 'unparsed' || tag.kind === 'macro-call';
        const margin = prints ? undefined : gobbleLine(scanner, start);
        if (margin) text = text.slice(0, -margin);
        if (tag.kind === 'unparsed') text += tag.text;
        else {
          flush();
          if (isCloser(tag)) {
            if (closers.includes(tag.kind)) return { nodes, closer: tag };
            scanner.fail(unexpected(tag, closers), start);
          }
          if (tag.kind !== 'comment') nodes.push(...directive(tag, start));
        }
      } else {
        text += scanner.text.charAt(start);
        scanner.at += 1;
      }
    }
    if (closers.length > 0) scanner.fail('expected #end before the end of the template to close this block', opener);
    flush();
    return { nodes, closer: { kind: 'end' } };
  }

  function directive(tag: Exclude<Tag, Closer | { kind: 'comment' } | { kind: 'unparsed' }>, start: number): Node[] {
    const at = scanner.position(start);
    if (tag.kind === 'if') return [parseIf(tag.condition, start)];
    if (tag.kind === 'foreach') return [parseForeach(tag, start)];
    if (tag.kind !== 'macro') return [{ ...tag, at }];
    if (known.has(tag.name)) scanner.fail(`the macro #${tag.name} is defined already`, start);
    known.add(tag.name);
    const body = inner(['end'], start).nodes;
    macros.set(tag.name, { parameters: tag.parameters, body });
    return [];
  }

  function parseIf(condition: Expression, start: number): Node {
    const branches: { condition: Expression; body: Block }[] = [];
    let open: Closer | { kind: 'if'; condition: Expression } = { kind: 'if', condition };
    while (open.kind === 'if' || open.kind === 'elseif') {
      const block = inner(['elseif', 'else', 'end'], start);
      branches.push({ condition: open.condition, body: block.nodes });
      open = block.closer;
    }
    const otherwise = open.kind === 'else' ? inner(['end'], start).nodes : [];
    return { kind: 'if', at: scanner.position(start), branches, otherwise };
  }

  function parseForeach({ variable, items }: Extract<Tag, { kind: 'foreach' }>, start: number): Node {
    const { nodes: body, closer } = inner(['else', 'end'], start);
    const otherwise = closer.kind === 'else' ? inner(['end'], start).nodes : [];
    return { kind: 'foreach', at: scanner.position(start), variable, items, body, otherwise };
  }

  function inner(closers: readonly string[], start: number) {
    return scanner.nested(() => parseBlock(closers, start));
  }
}

function unexpected(tag: Closer, closers: readonly string[]): string {
  if (closers.length === 0) return `#${tag.kind} without an #if or #foreach before it`;
  return `#${tag.kind} does not fit here: expected ${closers.map((name) => `#${name}`).join(' or ')}`;
}
