/** How the answers of language models came about: who gave each, and which faults struck on the way. */

/**
 * `sent`: a request went to the provider. `simulated`: the built-in model spoke in the provider's place, in its format.
 * `replayed`: a recording did. `scripted`: a script said what comes. `built-in`: the model behind the platform's LLMs.
 * `nobody`: a fault or a missing recording, script or access token stood in the way.
 */
export const ANSWERERS = ['sent', 'simulated', 'replayed', 'scripted', 'built-in', 'nobody'] as const;
export type Answerer = (typeof ANSWERERS)[number];

/** Of one call of a language model; filled in by whoever answers it, before the answer begins. */
export class Provenance {
  /** Name of the LLM. */
  readonly llm: string;
  by: Answerer | undefined;
  /** Types of the faults that struck, in order. */
  readonly faults: string[];
  readonly #known: (() => void) | undefined;

  constructor(llm: string, faults: string[] = [], known?: () => void) {
    this.llm = llm;
    this.faults = faults;
    this.#known = known;
  }

  answeredBy(by: Answerer): void {
    this.by = by;
    this.#known?.();
  }
}

/** Those of all language models that a request asks, in order. */
export class Provenances {
  readonly all: Provenance[] = [];
  /** What answered in the place of the operation, or changed its answer, as items of the header. */
  readonly standIns: string[] = [];
  #tell: (() => void) | undefined;

  begin(llm: string): Provenance {
    const provenance = new Provenance(llm, [], () => this.#tell?.());
    this.all.push(provenance);
    return provenance;
  }

  /** Whether a model was asked, and it is known of each that was who answers. */
  get areKnown(): boolean {
    return this.all.length > 0 && this.all.every(({ by }) => by !== undefined);
  }

  /** Resolves the next time something becomes known. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#tell = resolve;
    });
  }

  /**
   * As the header `x-emulator-answered-by` has it, one item a model call: `built-in`, `sent, scripted` or
   * `simulated;fault=upstream_drop`; before them what stood in for the operation: `api-script;id="sold-out";answers`, `vectara`, `vectara;replayed`. A structured field (RFC 9651); several faults of a call are joined by `+`.
   */
  toHeader(unknown: 'nobody' | 'pending'): string {
    const ofModels = this.all.map(({ by = unknown, faults }) =>
      faults.length > 0 ? `${by};fault=${faults.join('+')}` : by,
    );
    return [...this.standIns, ...ofModels].join(', ');
  }
}
