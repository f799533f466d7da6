/** A turn while it runs. It belongs to its session, not to the requests that wait for it (docs/behaviour/agent-turns.md, Concurrency). */
import type { TurnEvent } from './event-schema.ts';
import type { Said } from './plan-turn.ts';
import type { EndTurn } from './turn-notes.ts';

/** What waits until the session takes it. */
export interface QueuedInput {
  /** What a turn that runs takes before it asks its model again; undefined for what begins a turn of its own. */
  steering: Said | undefined;
  /** Sessions whose turns wait for it, each called by the one before; none of what a client says. */
  callers?: readonly number[];
  /** The turn that it begins otherwise. Throws as an input to an idle session does. */
  begin(): Work;
  /** Runs something as a part of the call that brought the input. */
  inItsCall<T>(work: () => T): T;
}

/** What a session does in a turn. */
export interface Work {
  events(live: LiveTurn): AsyncGenerator<TurnEvent, void, undefined>;
  /** Around `run`, for who takes turns down. */
  around(run: (end: EndTurn) => Promise<void>): Promise<void>;
}

type Failure = { reason: unknown };

export class LiveTurn {
  /** So far, the oldest first. */
  readonly told: TurnEvent[] = [];
  /** Turns of sub-agents that it tells of: when it is stopped, it ends after them. None rejects. */
  readonly children = new Set<Promise<unknown>>();
  /** Inputs that are answered when it ends. */
  readonly inputs = new Set<QueuedInput>();
  /** Resolves when it has ended; `next` is known by then. */
  readonly ended: Promise<void>;
  next: LiveTurn | undefined;
  readonly #waiting: QueuedInput[];
  #isRunning = true;
  #failure: Failure | undefined;
  #wake = Promise.withResolvers<void>();
  readonly #abort = new AbortController();
  #end!: () => void;

  /** As of the input that begins it. */
  readonly callers: readonly number[];

  /** `waiting` is the session's queue. */
  constructor(waiting: QueuedInput[], { callers = [] }: QueuedInput) {
    this.#waiting = waiting;
    this.callers = callers;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  stop(reason: unknown): void {
    this.#abort.abort(reason);
  }

  /** What has come for it since it was last asked. */
  takeSteering(): Said[] {
    return this.#waiting
      .filter(({ steering }) => steering !== undefined)
      .map((input) => {
        this.#waiting.splice(this.#waiting.indexOf(input), 1);
        this.inputs.add(input);
        return input.steering!;
      });
  }

  tell(event: TurnEvent): void {
    this.told.push(event);
    this.#wakeAll();
  }

  finish(failure: Failure | undefined, next: LiveTurn | undefined): void {
    this.next = next;
    this.#failure = failure;
    this.#isRunning = false;
    this.#wakeAll();
    this.#end();
  }

  /** For as many as listen. Returns what it failed with. */
  async *events(from: number): AsyncGenerator<TurnEvent, Failure | undefined, undefined> {
    for (let at = from; ; at += 1) {
      while (at === this.told.length) {
        if (!this.#isRunning) return this.#failure;
        await this.#wake.promise;
      }
      yield this.told[at]!;
    }
  }

  #wakeAll(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers<void>();
  }
}

/** What is told from an event of one turn until that turn has ended which answers the input. Throws what this one failed with. */
export async function* toldUntil(
  input: QueuedInput,
  turn: LiveTurn,
  from: number,
): AsyncGenerator<TurnEvent, void, undefined> {
  for (let at: LiveTurn | undefined = turn; at; at = at.next) {
    const failure: Failure | undefined = yield* at.events(at === turn ? from : 0);
    const isAnswered = at.inputs.has(input);
    if (isAnswered && failure) throw failure.reason;
    if (isAnswered) break;
  }
  yield { type: 'end' };
}
