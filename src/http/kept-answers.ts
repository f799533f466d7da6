import type { FastifyReply } from 'fastify';

/** Of one source, in case questions are made up without end. */
const MOST_TEXTS = 50;

/**
 * Answers to questions that are asked again and again: their text is made once for each source. That must be another
 * object as soon as any answer from it could be another. `question` is plain JSON.
 */
export function createKeptAnswers() {
  const kept = new WeakMap<object, Map<string, string>>();
  return (reply: FastifyReply, source: object, question: object, answer: () => object): FastifyReply => {
    const texts = kept.get(source) ?? new Map<string, string>();
    kept.set(source, texts);
    const key = JSON.stringify(question);
    const text = texts.get(key) ?? (reply.serialize(answer()) as string);
    if (texts.size < MOST_TEXTS) texts.set(key, text);
    return reply.type('application/json; charset=utf-8').serializer(asItIs).send(text);
  };
}

const asItIs = (text: unknown) => text as string;
