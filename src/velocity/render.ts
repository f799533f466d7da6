import type {
  Block,
  ForeachDirective,
  IfDirective,
  Macro,
  MacroCall,
  Node,
  SetDirective,
  Tail,
  Template,
} from './ast.ts';
import { type EscapingMode, escTool, inserted, likelyEscaping, modeBegunBy, print } from './escaping.ts';
import { evaluate, resolve, truthy } from './evaluate.ts';
import { defaultLimits, type Limits, Meter } from './meter.ts';
import { accessors, isList, numberIn, TemplateObject, type Value } from './value.ts';

export interface RenderOptions {
  /** How references are inserted, where the template is not to decide (docs/behaviour/prompts.md, Escaping). */
  readonly escaping?: EscapingMode;
  /** Smaller budgets, for tests. */
  readonly limits?: Partial<Limits>;
}

export interface Rendered {
  text: string;
  /** What the branches taken began as, by the template's own words: a list or an object of JSON, or plain text. */
  escaping: EscapingMode;
}

/**
 * Renders a template against its variables (named without `$`) to text of at most 2,000,000 characters. `$esc` is always
 * there (docs/behaviour/prompts.md, Velocity). The variables are never changed. Throws TemplateError when a method refuses its arguments or
 * a budget is spent: loop rounds, steps, text sizes, depth, regular expressions.
 */
export function renderTemplate(
  template: Template,
  variables: ReadonlyMap<string, Value> | Readonly<Record<string, Value>>,
  options: RenderOptions = {},
): Rendered {
  const meter = new Meter({ ...defaultLimits, ...options.limits });
  const output = new Output(meter);
  const given = variables instanceof Map ? variables : Object.entries(variables);
  const rendering: Rendering = {
    variables: new Map<string, Value>([['esc', escTool(meter)], ...given]),
    macros: template.macros,
    escaping: options.escaping ?? likelyEscaping(template),
    isDecided: options.escaping !== undefined,
    meter,
    output,
    own: new WeakSet(),
  };
  renderBlock(template.nodes, rendering);
  return { text: output.toString(), escaping: rendering.isDecided ? rendering.escaping : 'plain' };
}

/** The state of one rendering. */
export interface Rendering {
  /** One flat scope, as in Velocity: `#set` inside a loop outlives the loop. */
  readonly variables: Map<string, Value>;
  readonly macros: ReadonlyMap<string, Macro>;
  /** Until it is decided, by the first words or the first reference that is printed, the likely one. */
  escaping: EscapingMode;
  isDecided: boolean;
  readonly meter: Meter;
  readonly output: Output;
  /** Lists and maps the template made itself; only these may `#set` change. */
  readonly own: WeakSet<object>;
}

class Output {
  readonly #texts: string[] = [];
  readonly #meter: Meter;
  #length = 0;

  constructor(meter: Meter) {
    this.#meter = meter;
  }

  write(text: string) {
    this.#length += text.length;
    this.#meter.output(this.#length);
    this.#texts.push(text);
  }

  toString() {
    return this.#texts.join('');
  }
}

/** Whether rendering goes on after a node, leaves the innermost loop or macro, or ends. */
type Flow = 'on' | 'break' | 'stop';

function renderBlock(block: Block, rendering: Rendering): Flow {
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
    if (node.text.trim() !== '') decide(rendering, modeBegunBy(node.text));
    output.write(node.text);
    return 'on';
  }
  meter.at = node.at;
  switch (node.kind) {
    case 'reference': {
      decide(rendering, 'plain');
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

function decide(rendering: Rendering, escaping: EscapingMode) {
  if (rendering.isDecided) return;
  rendering.isDecided = true;
  rendering.escaping = escaping;
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

/** Over a list, a range or the values of a map; anything else counts as empty (docs/behaviour/prompts.md, Velocity). */
function renderForeach(node: ForeachDirective, rendering: Rendering): Flow {
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

/**
 * `#set`: a variable, or an entry of a map or list. Setting into null or into what has no entries does nothing, as in
 * Velocity. Values the caller passed in are read-only, because they live longer than the rendering.
 */
function assign({ target, value, at }: SetDirective, rendering: Rendering) {
  const assigned = evaluate(value, rendering);
  const last = target.tails.at(-1);
  if (!last) {
    rendering.variables.set(target.name, assigned);
    return;
  }
  const owner = resolve({ ...target, tails: target.tails.slice(0, -1) }, rendering);
  if (!isList(owner) && !(owner instanceof Map)) return;
  const key = keyOf(last, rendering);
  rendering.meter.at = at;
  if (!rendering.own.has(owner)) {
    rendering.meter.fail(`${target.source} belongs to a value passed in and cannot be set: expected one of your own`);
  }
  if (owner instanceof Map) owner.set(print(key, rendering.meter), assigned);
  else setItem(owner as Value[], numberIn(key), assigned);
}

function keyOf(tail: Tail, rendering: Rendering): Value {
  return tail.kind === 'index' ? evaluate(tail.index, rendering) : tail.name;
}

function setItem(list: Value[], index: number | undefined, value: Value) {
  if (index !== undefined && Number.isInteger(index) && index >= 0 && index < list.length) list[index] = value;
}

/** Runs `work` with some variables set, and gives them back what they held before. */
function withVariables<T>(assigned: readonly (readonly [string, Value])[], { variables }: Rendering, work: () => T): T {
  const before = assigned.map(([name]) => [name, variables.get(name)] as const);
  for (const [name, value] of assigned) variables.set(name, value);
  const result = work();
  for (const [name, value] of before) {
    if (value === undefined) variables.delete(name);
    else variables.set(name, value);
  }
  return result;
}
