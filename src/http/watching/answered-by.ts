/** The header that says how the answers of language models in a response came about. */
import type { FastifyReply } from 'fastify';

const HEADER = 'x-emulator-answered-by';

/** How long the head of a stream waits until it is known who answers, once its first frame is there. */
const LONGEST_WAIT_MS = 250;

/** `unknown`: what to say of a model whose answer has not come about yet. */
export function nameAnswerers(reply: FastifyReply, unknown: 'nobody' | 'pending'): void {
  const { provenances } = reply.request.call ?? {};
  if (provenances && provenances.all.length > 0) reply.header(HEADER, provenances.toHeader(unknown));
}

/**
 * The same frames, once it is known who answers. What comes before the answer, search results say, is held until the
 * model has been asked; how long it then takes to answer does not matter. Frames that no model has a part in come at once.
 */
export async function untilAnswererKnown(
  { request }: FastifyReply,
  frames: AsyncIterable<string>,
): Promise<AsyncIterable<string>> {
  const { provenances } = request.call ?? {};
  if (!provenances || provenances.areKnown) return frames;
  const iterator = frames[Symbol.asyncIterator]();
  const held: Promise<IteratorResult<string>>[] = [];
  const pull = () => {
    const next = iterator.next();
    held.push(next);
    // What it fails with is thrown to the reader of the frames.
    return next.then(
      ({ done }) => (done ? 'over' : 'frame'),
      () => 'over',
    );
  };
  let timer: NodeJS.Timeout | undefined;
  let isLate: Promise<string> | undefined;
  let pulled = pull();
  while (true) {
    const first = await Promise.race([pulled, provenances.next(), ...(isLate ? [isLate] : [])]);
    if (provenances.areKnown || first === 'over' || first === 'late') break;
    if (first === 'frame') pulled = pull();
    isLate ??= new Promise((resolve) => {
      timer = setTimeout(resolve, LONGEST_WAIT_MS, 'late');
    });
  }
  clearTimeout(timer);
  return resume(held, iterator);
}

async function* resume(
  held: Promise<IteratorResult<string>>[],
  iterator: AsyncIterator<string>,
): AsyncGenerator<string, void, undefined> {
  try {
    for (let next = held.shift(); ; next = held.shift()) {
      const { done, value } = await (next ?? iterator.next());
      if (done) return;
      yield value;
    }
  } finally {
    await iterator.return?.();
  }
}
