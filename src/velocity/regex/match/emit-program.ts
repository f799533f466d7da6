import type { Look, Quantifier, RegexNode, Repeat } from '../parse/regex-node.ts';
import { lengthBounds } from './length-bounds.ts';
import type { Instruction, Program } from './program.ts';

/** Turns a pattern with `groups` groups into a program of about its own size. */
export function emitProgram(root: RegexNode, groups: number, fail: (reason: string) => never): Program {
  const instructions: Instruction[] = [];
  let registers = 2 * (groups + 1);
  emit(root);
  instructions.push({ op: 'accept' });
  return { instructions, registers };

  function emit(node: RegexNode) {
    switch (node.kind) {
      case 'set':
        instructions.push({ op: 'set', set: node.set });
        return;
      case 'sequence':
        node.items.forEach(emit);
        return;
      case 'alternatives':
        emitAlternatives(node.items);
        return;
      case 'group':
        instructions.push({ op: 'save', register: 2 * node.index });
        emit(node.body);
        instructions.push({ op: 'save', register: 2 * node.index + 1 });
        return;
      case 'repeat':
        emitRepeat(node);
        return;
      case 'atomic':
        emitInside(node.body, (exit) => ({ op: 'atomic', exit }));
        return;
      case 'look':
        emitLook(node);
        return;
      case 'assertion':
        instructions.push({ op: 'assert', holds: node.holds });
        return;
      case 'backreference':
        instructions.push({ op: 'backreference', group: node.group, folding: node.folding });
    }
  }

  /** Room for an instruction that needs to know where what follows it ends. */
  function reserve(): number {
    return instructions.push({ op: 'accept' }) - 1;
  }

  function emitAlternatives(items: readonly RegexNode[]) {
    const jumps = items.slice(0, -1).map((item) => {
      const split = reserve();
      emit(item);
      const jump = reserve();
      instructions[split] = { op: 'split', first: split + 1, second: instructions.length };
      return jump;
    });
    emit(items.at(-1)!);
    for (const jump of jumps) instructions[jump] = { op: 'jump', to: instructions.length };
  }

  function emitRepeat({ body, min, max, mode }: Repeat) {
    if (max === 0) return;
    if (body.kind === 'set') instructions.push({ op: 'run', set: body.set, min, max, mode });
    else if (mode === 'possessive') emitInside({ kind: 'repeat', body, min, max, mode: 'greedy' }, atomic);
    else if (min === 0 && max === 1) emitOptional(body, mode);
    else emitLoop(body, { min, max, mode });
  }

  function emitOptional(body: RegexNode, mode: Quantifier['mode']) {
    const split = reserve();
    emit(body);
    const [inside, behind] = [split + 1, instructions.length];
    instructions[split] =
      mode === 'lazy' ? { op: 'split', first: behind, second: inside } : { op: 'split', first: inside, second: behind };
  }

  function emitLoop(body: RegexNode, quantifier: Quantifier) {
    const [count, began] = [registers, registers + 1];
    registers += 2;
    instructions.push({ op: 'enter-loop', count });
    const loop = reserve();
    instructions.push({ op: 'round', count, began });
    emit(body);
    instructions.push({ op: 'jump', to: loop });
    instructions[loop] = { op: 'loop', count, began, exit: instructions.length, ...quantifier };
  }

  function emitLook({ behind, negative, body }: Look) {
    if (!behind) return emitInside(body, (exit) => ({ op: 'look-ahead', negative, exit }));
    const { min, max } = lengthBounds(body);
    if (max === Number.POSITIVE_INFINITY) fail('what a look-behind matches has no largest length');
    emitInside(body, (exit) => ({ op: 'look-behind', negative, exit, min, max }));
  }

  function emitInside(body: RegexNode, around: (exit: number) => Instruction) {
    const start = reserve();
    emit(body);
    instructions.push({ op: 'accept' });
    instructions[start] = around(instructions.length);
  }
}

const atomic = (exit: number): Instruction => ({ op: 'atomic', exit });
