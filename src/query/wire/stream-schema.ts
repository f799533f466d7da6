/** The events of a streamed answer on the wire (reference §5.8, §6.6). */
import { Type } from 'typebox';
import { discriminatedUnion } from '../../http/input/discriminated-union.ts';
import { RewrittenQuery, SearchResult } from './query-schema.ts';

const event = <Name extends string, Own extends Parameters<typeof Type.Object>[0]>(type: Name, own: Own) =>
  Type.Object({ type: Type.Literal(type), ...own });

const searchResults = event('search_results', {
  search_results: Type.Array(SearchResult),
  rewritten_queries: Type.Optional(Type.Array(RewrittenQuery)),
});
const chatInfo = event('chat_info', { chat_id: Type.String(), turn_id: Type.String() });
const generated = [
  event('generation_chunk', { generation_chunk: Type.String() }),
  event('generation_end', {}),
  event('generation_info', {
    rendered_prompt: Type.String(),
    rephrased_query: Type.Optional(Type.String({ description: 'On every turn of a chat but the first.' })),
  }),
];
const score = event('factual_consistency_score', { factual_consistency_score: Type.Number() });
const ending = [event('error', { messages: Type.Array(Type.String()) }), event('end', {})];

export const QueryStreamedResponse = discriminatedUnion([searchResults, ...generated, score, ...ending]);
export const ChatStreamedResponse = discriminatedUnion([searchResults, chatInfo, ...generated, score, ...ending]);
export const GenerationStreamedResponse = discriminatedUnion([...generated, ...ending]);
