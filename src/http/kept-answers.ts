import type { FastifyReply } from 'fastify';
import type { Kept } from './operation.ts';

/** Of one source, in case questions are made up without end. */
const MOST_TEXTS = 50;

/** By source, so that what nobody answers from any more is forgotten. */
const kept = new WeakMap<object, Map<string, string>>();

/**
 * Sends an answer whose text is made once for each question and source: a list that is asked for again and again takes a
 * fraction of the time (measured by bench/server/list-llms-bench.ts).
 */
export function sendKept(reply: FastifyReply, { source, question, answer }: Kept<unknown>): FastifyReply {
  const texts = kept.get(source) ?? new Map<string, string>();
  kept.set(source, texts);
  const key = JSON.stringify(question);
  const text = texts.get(key) ?? (reply.serialize(answer()) as string);
  if (texts.size < MOST_TEXTS) texts.set(key, text);
  return reply.type('application/json; charset=utf-8').serializer(asItIs).send(text);
}

const asItIs = (text: unknown) => text as string;
