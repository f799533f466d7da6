/** Sends one small request after another until it is told to stop; answers with how long each took. A thread of its own. */
import { parentPort, workerData } from 'node:worker_threads';

const taken: number[] = [];
let isDone = false;
parentPort!.once('message', () => {
  isDone = true;
});
while (!isDone) {
  const started = performance.now();
  await (await fetch(workerData, { headers: { 'x-api-key': 'any' } })).text();
  taken.push(performance.now() - started);
}
parentPort!.postMessage(taken);
