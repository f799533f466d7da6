/** Chats on the wire (docs/behaviour/chats.md, What a chat is). */

import { type Static, Type } from 'typebox';
import { ListMetadata, pageQuery } from '../../http/lists.ts';
import { answerFields, QueryRequest } from '../../query/query-schema.ts';

/**
 * A query whose generation is always on; `save_history` alone decides whether the turn is stored
 * (docs/behaviour/chats.md, Requests and storing).
 */
export const ChatRequest = Type.Object({
  ...QueryRequest.properties,
  chat: Type.Optional(
    Type.Object({
      store: Type.Optional(Type.Boolean({ default: true, description: 'Without effect: save_history decides.' })),
    }),
  ),
  save_history: Type.Optional(Type.Boolean({ default: true, description: 'Whether the turn is stored.' })),
});
export type ChatRequest = Static<typeof ChatRequest>;

export const ChatFullResponse = Type.Object({
  chat_id: Type.Optional(Type.String({ description: 'Absent when the turn is not stored.' })),
  turn_id: Type.Optional(Type.String({ description: 'Absent when the turn is not stored.' })),
  answer: Type.String(),
  ...answerFields,
  rephrased_query: Type.Optional(Type.String({ description: 'What was searched with, on every turn but the first.' })),
});
export type ChatFullResponse = Static<typeof ChatFullResponse>;

export const Chat = Type.Object({
  id: Type.String(),
  first_query: Type.String(),
  first_answer: Type.String(),
  enabled: Type.Boolean({ description: 'Whether further turns are allowed.' }),
  created_at: Type.String({ format: 'date-time' }),
});
export type Chat = Static<typeof Chat>;

export const Turn = Type.Object({
  id: Type.String(),
  chat_id: Type.String(),
  query: Type.String(),
  answer: Type.String(),
  enabled: Type.Boolean(),
  created_at: Type.String({ format: 'date-time' }),
});
export type Turn = Static<typeof Turn>;

export const ListChatsQuery = Type.Object(pageQuery({ default: 1000, maximum: 10_000 }));
export const ListChatsResponse = Type.Object({ chats: Type.Array(Chat), metadata: ListMetadata });
export const ListChatTurnsResponse = Type.Object({ turns: Type.Array(Turn) });
export const UpdateTurnRequest = Type.Object({
  enabled: Type.Optional(Type.Boolean({ description: 'Only false: it disables all later turns too.' })),
});
