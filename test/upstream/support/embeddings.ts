import type { Json } from '../../support/client.ts';
import { json, type ReceivedRequest, serve } from './serve.ts';

/** An embeddings endpoint in OpenAI's format for one test, which encodes by `encode`. It answers in reverse order. */
export async function serveEmbeddings(encode: (text: string, body: Json) => unknown) {
  const endpoint = await serve((response, request) => {
    const body = JSON.parse(request.body);
    const data = body.input.map((text: string, index: number) => ({
      object: 'embedding',
      index,
      embedding: encode(text, body),
    }));
    return json({ object: 'list', data: data.toReversed(), model: body.model })(response, request);
  });
  const bodyOf = ({ body }: ReceivedRequest): Json => JSON.parse(body);
  return {
    uri: `${endpoint.url}/v1/embeddings`,
    received: endpoint.received,
    bodies: (): Json[] => endpoint.received.map(bodyOf),
    /** Every text it was sent, in order. */
    texts: (): string[] => endpoint.received.flatMap((request) => bodyOf(request).input),
  };
}

/** Whether each word stands in a text. */
export const byWords =
  (...words: string[]) =>
  (text: string): number[] => [0.01, ...words.map((word) => (text.toLowerCase().includes(word) ? 0.5 : 0))];
