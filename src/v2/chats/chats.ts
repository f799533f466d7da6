/**
 * Chats and their turns (docs/behaviour/chats.md, What a chat is). The newest specification marks all of them as
 * deprecated.
 */
import { readableCorpora } from '../../access/access-rules.ts';
import type { Principal } from '../../access/principal.ts';
import type { Account } from '../../accounts/account.ts';
import { forbidden, invalidArgument, invalidField, notFound } from '../../errors.ts';
import { nextPage, readPagePosition } from '../../http/lists.ts';
import { operation } from '../../http/operation.ts';
import { ChatStreamedResponse } from '../../query/query-schema.ts';
import { answerTurn } from './answer-turn.ts';
import { chatsOf } from './chats-repository.ts';
import * as schema from './chats-schema.ts';

const deprecated = true;

/** Throws 404. */
function getChat(account: Account, id: string): schema.Chat {
  const chat = chatsOf(account).find(id);
  if (!chat) throw notFound('Chat', id);
  return chat;
}

/**
 * A chat that goes on tells what was asked before, so it takes a role on each corpus that its turns searched
 * (docs/behaviour/chats.md, Operations). Throws 403 and 404.
 */
function getReachableChat(account: Account, { roles }: Principal, id: string): schema.Chat {
  const chat = getChat(account, id);
  const readable = readableCorpora(roles);
  if (readable !== 'all' && !chatsOf(account).isWithin(id, readable)) {
    throw forbidden(`Denied access to resource ${id}.`);
  }
  return chat;
}

/** Throws 404, for the chat first. */
function getTurn(account: Account, path: { chat_id: string; turn_id: string }): schema.Turn {
  const turn = chatsOf(account).findTurn(getChat(account, path.chat_id).id, path.turn_id);
  if (!turn) throw notFound('Turn', path.turn_id);
  return turn;
}

export const chats = [
  operation(
    'createChat',
    {
      summary: 'Start a chat with its first turn.',
      deprecated,
      body: schema.ChatRequest,
      answer: schema.ChatFullResponse,
      stream: ChatStreamedResponse,
    },
    ({ account, body, signal }) => answerTurn(account, undefined, body, signal),
  ),

  operation(
    'listChats',
    {
      summary: 'List chats, newest first.',
      deprecated,
      query: schema.ListChatsQuery,
      answer: schema.ListChatsResponse,
    },
    ({ account, query: { limit = 1000, page_key } }) => {
      const { offset, filters } = readPagePosition(schema.ListChatsQuery, page_key, {});
      const found = chatsOf(account).list(limit + 1, offset);
      return { chats: found.slice(0, limit), metadata: nextPage(found.length > limit, offset + limit, filters) };
    },
  ),

  operation('getChat', { summary: 'Get a chat.', deprecated, answer: schema.Chat }, ({ account, path }) =>
    getChat(account, path.chat_id),
  ),

  operation('deleteChat', { summary: 'Delete a chat with all its turns.', deprecated }, ({ account, path }) =>
    chatsOf(account).delete(getChat(account, path.chat_id).id),
  ),

  operation(
    'createChatTurn',
    {
      summary: 'Go on with a chat.',
      deprecated,
      body: schema.ChatRequest,
      answer: schema.ChatFullResponse,
      stream: ChatStreamedResponse,
      // The chat named in the path is looked up before the body is read, as a corpus is (docs/behaviour/query.md, Order of work).
      first: ({ account, principal, path }) => getReachableChat(account, principal, path.chat_id!),
    },
    ({ account, path, body, signal }) => {
      const chat = getChat(account, path.chat_id);
      if (!chat.enabled) throw invalidArgument(`Chat '${chat.id}' is disabled.`, 'path.chat_id');
      return answerTurn(account, chat.id, body, signal);
    },
  ),

  operation(
    'listChatTurns',
    { summary: 'List the turns of a chat in order.', deprecated, answer: schema.ListChatTurnsResponse },
    ({ account, path }) => ({ turns: chatsOf(account).turns(getChat(account, path.chat_id).id) }),
  ),

  operation('getChatTurn', { summary: 'Get a turn.', deprecated, answer: schema.Turn }, ({ account, path }) =>
    getTurn(account, path),
  ),

  operation(
    'updateChatTurn',
    {
      summary: 'Disable a turn and all later ones.',
      deprecated,
      body: schema.UpdateTurnRequest,
      // No body changes nothing (docs/behaviour/chats.md, Chats and turns).
      optionalBody: true,
      answer: schema.Turn,
    },
    ({ account, path, body }) => {
      const turn = getTurn(account, path);
      if (body.enabled === true && !turn.enabled) {
        throw invalidField('body.enabled', 'cannot be true: enabling a turn again is not implemented.');
      }
      if (body.enabled === false) chatsOf(account).disableTurns(turn);
      return getTurn(account, path);
    },
  ),

  operation('deleteChatTurn', { summary: 'Delete a turn and all later ones.', deprecated }, ({ account, path }) =>
    chatsOf(account).deleteTurns(getTurn(account, path)),
  ),
];
