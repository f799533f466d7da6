import { UpstreamError } from '../../upstream-error.ts';
import type { UpstreamAnswer } from '../upstream-answer.ts';
import { readText } from './read-text.ts';

const LONGEST_ANSWER = 64 << 20;

/** The whole answer as text that is known to be JSON, and as the value it stands for. */
export async function readJson(answer: UpstreamAnswer): Promise<{ text: string; value: unknown }> {
  const text = await readText(answer.body, LONGEST_ANSWER);
  return { text, value: parseJson(text, answer) };
}

/** JSON of the upstream, or a failure that quotes what came instead. */
export function parseJson(text: string, answer: UpstreamAnswer): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const words = text === '' ? 'nothing' : answer.quoteError(text, 200, 200);
    throw new UpstreamError({ kind: 'invalid', reason: `expected JSON, got ${words}` });
  }
}
