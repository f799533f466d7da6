import openapi from '../../../openapi/vectara-emulator.json' with { type: 'json' };

/** What a request is put together from; unknown names stand for things that are not there. */
export type Places = { corpus_key: string } & Partial<
  Record<'agent_key' | 'chat_id' | 'turn_id' | 'document_id' | 'image_id' | 'query_id' | 'job_id', string>
>;

export interface Operation {
  operationId: string;
  method: string;
  /** Whether its path or its body says which corpora it is about. */
  namesCorpus: boolean;
  namesAgent: boolean;
  /** The parameters of its path. */
  ids: string;
  /** A request that has all it takes to be let in, though perhaps not to be answered well. */
  request(places: Places): { path: string; body: string | undefined };
}

const BODY_NAMES_CORPORA = ['query', 'createChat', 'createChatTurn'];

const described = Object.entries(openapi.paths).flatMap(([path, item]) =>
  Object.entries(item as object).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);

/** Every operation of Vectara's that is emulated and asks for a credential. Deleting comes last, corpora last of all. */
export const operationsUnderTest: Operation[] = described
  .filter(({ path }) => path.startsWith('/v2/'))
  .map(({ path, method, operation }): Operation => {
    const { operationId } = operation as { operationId: string };
    const inBody = BODY_NAMES_CORPORA.includes(operationId);
    return {
      operationId,
      method,
      ids: (path.match(/\{\w+\}/g) ?? []).join(),
      namesAgent: path.includes('{agent_key}'),
      namesCorpus: inBody || path.includes('{corpus_key}'),
      request: (places) => ({
        path: path.replace(/\{(\w+)\}/g, (_, name) =>
          encodeURIComponent((places as Record<string, string>)[name] ?? 'none'),
        ),
        body: inBody
          ? JSON.stringify({ query: 'q', search: { corpora: [{ corpus_key: places.corpus_key }] } })
          : method === 'GET' || method === 'DELETE'
            ? undefined
            : '{}',
      }),
    };
  })
  .sort((a, b) => lateness(a) - lateness(b));

function lateness({ method, operationId }: Operation): number {
  if (operationId === 'deleteCorpus') return 2;
  return method === 'DELETE' ? 1 : 0;
}
