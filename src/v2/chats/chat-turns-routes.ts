import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { invalidArgument, invalidField } from '../../errors.ts';
import { BadRequestErrorSchema, ErrorSchema, NotFoundErrorSchema } from '../../http/errors/error-schema.ts';
import { answerResponse, sendAnswer } from '../../http/streams/send-answer.ts';
import { ChatStreamedResponse } from '../../query/wire/stream-schema.ts';
import { answerTurn, type ChatsDependencies } from './answer-turn.ts';
import * as schema from './chats-schema.ts';
import { requireChat, requireTurn } from './require-chat.ts';

export const chatTurnsRoutes: FastifyPluginAsyncTypebox<ChatsDependencies> = async (app, dependencies) => {
  const { chats } = dependencies;

  app.post(
    '/v2/chats/:chat_id/turns',
    {
      schema: {
        ...schema.chatOperation('createChatTurn', 'Go on with a chat.'),
        params: schema.ChatParams,
        body: schema.ChatRequest,
        response: {
          200: answerResponse(schema.ChatFullResponse, ChatStreamedResponse),
          400: BadRequestErrorSchema,
          403: ErrorSchema,
          404: NotFoundErrorSchema,
        },
      },
      // The chat named in the path is looked up before the body is read, as a corpus is (reference §5.4).
      preValidation: async ({ account, params }) => void requireChat(chats(account), params.chat_id),
    },
    (request, reply) =>
      sendAnswer(request, reply, request.body.stream_response === true, async (signal) => {
        const { account, params, body } = request;
        const chat = requireChat(chats(account), params.chat_id);
        if (!chat.enabled) throw invalidArgument(`Chat '${chat.id}' is disabled.`, 'path.chat_id');
        return answerTurn(account, chat.id, body, dependencies, signal);
      }),
  );

  app.get(
    '/v2/chats/:chat_id/turns',
    {
      schema: {
        ...schema.chatOperation('listChatTurns', 'List the turns of a chat in order.'),
        params: schema.ChatParams,
        response: { 200: schema.ListChatTurnsResponse, 403: ErrorSchema, 404: NotFoundErrorSchema },
      },
    },
    async ({ account, params }) => ({ turns: chats(account).turns(requireChat(chats(account), params.chat_id).id) }),
  );

  app.get(
    '/v2/chats/:chat_id/turns/:turn_id',
    {
      schema: {
        ...schema.chatOperation('getChatTurn', 'Get a turn.'),
        params: schema.TurnParams,
        response: { 200: schema.Turn, 403: ErrorSchema, 404: NotFoundErrorSchema },
      },
    },
    async ({ account, params }) => requireTurn(chats(account), params.chat_id, params.turn_id),
  );

  app.patch(
    '/v2/chats/:chat_id/turns/:turn_id',
    {
      schema: {
        ...schema.chatOperation('updateChatTurn', 'Disable a turn and all later ones.'),
        params: schema.TurnParams,
        body: schema.UpdateTurnRequest,
        response: { 200: schema.Turn, 400: BadRequestErrorSchema, 403: ErrorSchema, 404: NotFoundErrorSchema },
      },
      // No body changes nothing (reference §6.5).
      preValidation: async (request) => {
        request.body ??= {};
      },
    },
    async ({ account, params, body }) => {
      const turn = requireTurn(chats(account), params.chat_id, params.turn_id);
      if (body.enabled === true && !turn.enabled) {
        throw invalidField('body.enabled', 'cannot be true: enabling a turn again is not implemented.');
      }
      if (body.enabled === false) chats(account).disableTurns(turn);
      return requireTurn(chats(account), params.chat_id, params.turn_id);
    },
  );

  app.delete(
    '/v2/chats/:chat_id/turns/:turn_id',
    {
      schema: {
        ...schema.chatOperation('deleteChatTurn', 'Delete a turn and all later ones.'),
        params: schema.TurnParams,
        response: { 204: Type.Null(), 403: ErrorSchema, 404: NotFoundErrorSchema },
      },
    },
    async ({ account, params }, reply) => {
      chats(account).deleteTurns(requireTurn(chats(account), params.chat_id, params.turn_id));
      return reply.code(204).send(null);
    },
  );
};
