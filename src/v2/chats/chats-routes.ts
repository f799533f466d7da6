import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { BadRequestErrorSchema, ErrorSchema, NotFoundErrorSchema } from '../../http/errors/error-schema.ts';
import { nextPage, readPagePosition } from '../../http/input/pagination.ts';
import { answerResponse, sendAnswer } from '../../http/streams/send-answer.ts';
import { ChatStreamedResponse } from '../../query/wire/stream-schema.ts';
import { answerTurn, type ChatsDependencies } from './answer-turn.ts';
import * as schema from './chats-schema.ts';
import { requireChat } from './require-chat.ts';

export const chatsRoutes: FastifyPluginAsyncTypebox<ChatsDependencies> = async (app, dependencies) => {
  const { chats } = dependencies;

  app.post(
    '/v2/chats',
    {
      schema: {
        ...schema.chatOperation('createChat', 'Start a chat with its first turn.'),
        body: schema.ChatRequest,
        response: {
          200: answerResponse(schema.ChatFullResponse, ChatStreamedResponse),
          400: BadRequestErrorSchema,
          403: ErrorSchema,
          404: NotFoundErrorSchema,
        },
      },
    },
    (request, reply) =>
      sendAnswer(request, reply, request.body.stream_response === true, (signal) =>
        answerTurn(request.account, undefined, request.body, dependencies, signal),
      ),
  );

  app.get(
    '/v2/chats',
    {
      schema: {
        ...schema.chatOperation('listChats', 'List chats, newest first.'),
        querystring: schema.ListChatsQuery,
        response: {
          200: schema.ListChatsResponse,
          400: BadRequestErrorSchema,
          403: ErrorSchema,
          404: NotFoundErrorSchema,
        },
      },
    },
    async ({ account, query: { limit = 1000, page_key } }) => {
      const { offset, filters } = readPagePosition(page_key, {});
      const found = chats(account).list(limit + 1, offset);
      return { chats: found.slice(0, limit), metadata: nextPage(found.length > limit, offset + limit, filters) };
    },
  );

  app.get(
    '/v2/chats/:chat_id',
    {
      schema: {
        ...schema.chatOperation('getChat', 'Get a chat.'),
        params: schema.ChatParams,
        response: { 200: schema.Chat, 403: ErrorSchema, 404: NotFoundErrorSchema },
      },
    },
    async ({ account, params }) => requireChat(chats(account), params.chat_id),
  );

  app.delete(
    '/v2/chats/:chat_id',
    {
      schema: {
        ...schema.chatOperation('deleteChat', 'Delete a chat with all its turns.'),
        params: schema.ChatParams,
        response: { 204: Type.Null(), 403: ErrorSchema, 404: NotFoundErrorSchema },
      },
    },
    async ({ account, params }, reply) => {
      chats(account).delete(requireChat(chats(account), params.chat_id).id);
      return reply.code(204).send(null);
    },
  );
};
