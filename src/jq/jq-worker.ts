/** What a thread of `createJq` runs; the only place that loads jq. It ends with its thread when a program never does. */
import { parentPort } from 'node:worker_threads';
import { loadJq } from 'jq-wasm';

export interface JqTask {
  program: string;
  /** JSON text. */
  input: string;
}

/** `text` has a line for each result. */
export type JqOutcome = { text: string } | { refusal: string; isCompiling: boolean };

/** Characters. */
const LONGEST = 16 * 1024 * 1024;

/** Of jq: the program does not compile. */
const COMPILE_ERROR = 3;

const jq = await loadJq();
parentPort!.on('message', ({ program, input }: JqTask) => {
  const { stdout, stderr, exitCode } = jq.raw(input, program, ['-c', '--']);
  const isCompiling = exitCode === COMPILE_ERROR;
  const refusal = exitCode !== 0 ? stderr : stdout.length > LONGEST ? 'its results are too large' : undefined;
  const outcome: JqOutcome = refusal === undefined ? { text: stdout } : { refusal, isCompiling };
  parentPort!.postMessage(outcome);
});
parentPort!.postMessage('ready');
