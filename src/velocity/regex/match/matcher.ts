import type { Meter } from '../../meter.ts';
import { sameFolded } from '../code-point-set.ts';
import { BacktrackStack, LONGER, RETRY, SHORTER, UNDO } from './backtrack-stack.ts';
import type { Instruction, Program } from './program.ts';

type Of<Op extends Instruction['op']> = Extract<Instruction, { op: Op }>;

/** No way on from here. */
const FAILED = -1;
const ANYWHERE = -1;

/** A backtracking matcher for one text. It pays for every step, and recurses only into atomic groups and looks. */
export class Matcher {
  readonly #program: Program;
  readonly #text: string;
  readonly #meter: Meter;
  readonly #registers: Int32Array;
  readonly #stack: BacktrackStack;
  /** The instruction that comes next. */
  #next = 0;

  constructor(program: Program, text: string, meter: Meter) {
    this.#program = program;
    this.#text = text;
    this.#meter = meter;
    this.#registers = new Int32Array(program.registers).fill(FAILED);
    this.#stack = new BacktrackStack(() =>
      meter.fail('a regular expression has too many ways to match; make it simpler'),
    );
    meter.regexStep(program.registers / 8);
  }

  /** Where a match that starts at `at` ends, -1 when there is none; it must end at `end` unless that is -1. */
  matchAt(at: number, end = ANYWHERE): number {
    return this.#run(0, at, end);
  }

  /** The text of a group in the last match; undefined when it took no part. */
  group(index: number): string | undefined {
    const start = this.#registers[2 * index]!;
    const end = this.#registers[2 * index + 1]!;
    return start < 0 || end < 0 ? undefined : this.#text.slice(start, end);
  }

  /** To be called after a match, before the next. A failure leaves nothing behind. */
  reset() {
    this.#registers.fill(FAILED);
    this.#stack.clear();
    this.#meter.regexStep(this.#registers.length / 8);
  }

  /** The offset behind the code point at `at`. */
  after(at: number): number {
    return at + (this.#text.codePointAt(at)! > 0xffff ? 2 : 1);
  }

  #before(at: number): number {
    const pair = at > 1 && this.#text.codePointAt(at - 2)! > 0xffff;
    return at - (pair ? 2 : 1);
  }

  #run(start: number, from: number, end: number): number {
    const base = this.#stack.size;
    let at = from;
    this.#next = start;
    for (;;) {
      this.#meter.regexStep();
      const instruction = this.#program.instructions[this.#next]!;
      if (instruction.op === 'accept') {
        if (end === ANYWHERE || at === end) return at;
        at = FAILED;
      } else {
        this.#next += 1;
        at = this.#execute(instruction, at);
      }
      if (at === FAILED) at = this.#backtrack(base);
      if (at === FAILED) return FAILED;
    }
  }

  #execute(instruction: Exclude<Instruction, { op: 'accept' }>, at: number): number {
    switch (instruction.op) {
      case 'set':
        return this.#consume(instruction, at);
      case 'run':
        return this.#consumeRun(instruction, at);
      case 'split':
        this.#stack.push(RETRY, instruction.second, at, 0);
        this.#next = instruction.first;
        return at;
      case 'jump':
        this.#next = instruction.to;
        return at;
      case 'save':
        this.#set(instruction.register, at);
        return at;
      case 'enter-loop':
        this.#set(instruction.count, 0);
        return at;
      case 'loop':
        return this.#loop(instruction, at);
      case 'round':
        this.#set(instruction.count, this.#registers[instruction.count]! + 1);
        this.#set(instruction.began, at);
        return at;
      case 'assert':
        return instruction.holds(this.#text, at) ? at : FAILED;
      case 'backreference':
        return this.#repeatGroup(instruction, at);
      case 'atomic':
        return this.#inside(instruction.exit, at, ANYWHERE);
      case 'look-ahead':
        return this.#look(instruction, at, at, ANYWHERE);
      case 'look-behind':
        return this.#lookBehind(instruction, at);
    }
  }

  #set(register: number, value: number) {
    this.#stack.push(UNDO, register, this.#registers[register]!, 0);
    this.#registers[register] = value;
  }

  /** The last way not yet tried since `base`, with the registers as they were then. */
  #backtrack(base: number): number {
    const stack = this.#stack;
    while (stack.size > base) {
      const kind = stack.pop();
      const { a, b, c } = stack;
      if (kind === UNDO) {
        this.#registers[a] = b;
        continue;
      }
      this.#next = a;
      if (kind === RETRY) return b;
      if (kind === SHORTER) return this.#shorten(a, b, c);
      const longer = this.#lengthen(a, b, c);
      if (longer !== FAILED) return longer;
    }
    return FAILED;
  }

  #consume({ set }: Of<'set'>, at: number): number {
    if (at >= this.#text.length) return FAILED;
    if (set.cost > 1) this.#meter.regexStep(set.cost);
    const codePoint = this.#text.codePointAt(at)!;
    return set.test(codePoint) ? at + (codePoint > 0xffff ? 2 : 1) : FAILED;
  }

  #consumeRun({ set, min, max, mode }: Of<'run'>, from: number): number {
    const wanted = mode === 'lazy' ? min : max;
    let least = from;
    let at = from;
    let count = 0;
    for (; count < wanted; count += 1) {
      this.#meter.regexStep(set.cost);
      const codePoint = this.#text.codePointAt(at);
      if (codePoint === undefined || !set.test(codePoint)) break;
      at += codePoint > 0xffff ? 2 : 1;
      if (count + 1 === min) least = at;
    }
    if (count < min) return FAILED;
    if (mode === 'greedy' && at > least) this.#stack.push(SHORTER, this.#next, at, least);
    if (mode === 'lazy' && count < max) this.#stack.push(LONGER, this.#next, at, count);
    return at;
  }

  #shorten(next: number, at: number, least: number): number {
    const shorter = this.#before(at);
    if (shorter > least) this.#stack.push(SHORTER, next, shorter, least);
    return shorter;
  }

  #lengthen(next: number, at: number, count: number): number {
    const run = this.#program.instructions[next - 1] as Of<'run'>;
    this.#meter.regexStep(run.set.cost);
    const codePoint = this.#text.codePointAt(at);
    if (codePoint === undefined || !run.set.test(codePoint)) return FAILED;
    const longer = at + (codePoint > 0xffff ? 2 : 1);
    if (count + 1 < run.max) this.#stack.push(LONGER, next, longer, count + 1);
    return longer;
  }

  /** As in Java, a round that matched nothing is the last one, even of a loop that wants more. */
  #loop({ count, began, min, max, mode, exit }: Of<'loop'>, at: number): number {
    const rounds = this.#registers[count]!;
    const idle = rounds > 0 && this.#registers[began] === at;
    const round = this.#next;
    if (idle || rounds >= max) this.#next = exit;
    else if (rounds >= min && mode === 'lazy') {
      this.#stack.push(RETRY, round, at, 0);
      this.#next = exit;
    } else if (rounds >= min) this.#stack.push(RETRY, exit, at, 0);
    return at;
  }

  #repeatGroup({ group, folding }: Of<'backreference'>, at: number): number {
    const start = this.#registers[2 * group]!;
    const length = this.#registers[2 * group + 1]! - start;
    if (start < 0 || length < 0 || at + length > this.#text.length) return FAILED;
    this.#meter.regexStep(length / 4);
    for (let i = 0; i < length; i = this.after(start + i) - start) {
      if (!sameFolded(this.#text.codePointAt(start + i)!, this.#text.codePointAt(at + i)!, folding)) return FAILED;
    }
    return at + length;
  }

  /** Runs the body behind the current instruction, and keeps its first match. */
  #inside(exit: number, at: number, end: number): number {
    const base = this.#stack.size;
    const ended = this.#run(this.#next, at, end);
    if (ended !== FAILED) this.#stack.commit(base);
    this.#next = exit;
    return ended;
  }

  #look({ negative, exit }: Of<'look-ahead' | 'look-behind'>, at: number, from: number, end: number): number {
    const base = this.#stack.size;
    const found = this.#inside(exit, from, end) !== FAILED;
    if (found && negative) this.#backtrack(base);
    this.#next = exit;
    return found === negative ? FAILED : at;
  }

  #lookBehind(instruction: Of<'look-behind'>, at: number): number {
    const { min, max, exit, negative } = instruction;
    const body = this.#next;
    let from = at;
    for (let length = 0; length <= max && from >= 0; length += 1) {
      if (length >= min) {
        this.#next = body;
        const seen = this.#look(instruction, at, from, at);
        if ((seen === at) !== negative) return seen;
      }
      this.#meter.regexStep();
      if (from === 0) break;
      from = this.#before(from);
    }
    this.#next = exit;
    return negative ? at : FAILED;
  }
}
