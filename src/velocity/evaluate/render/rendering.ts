import type { EscapingMode } from '../../escaping.ts';
import type { Meter } from '../../meter.ts';
import type { Macro } from '../../parse/ast.ts';
import type { Value } from '../../value.ts';

/** The state of one rendering. */
export interface Rendering {
  /** One flat scope, as in Velocity: `#set` inside a loop outlives the loop. */
  readonly variables: Map<string, Value>;
  readonly macros: ReadonlyMap<string, Macro>;
  readonly escaping: EscapingMode;
  readonly meter: Meter;
  readonly output: Output;
  /** Lists and maps the template made itself; only these may `#set` change. */
  readonly own: WeakSet<object>;
}

export class Output {
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
