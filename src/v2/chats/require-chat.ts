import { notFound } from '../../errors.ts';
import type { ChatsRepository } from './chats-repository.ts';
import type { Chat, Turn } from './chats-schema.ts';

/** Throws 404. */
export function requireChat(chats: ChatsRepository, id: string): Chat {
  const chat = chats.find(id);
  if (!chat) throw notFound('Chat', id);
  return chat;
}

/** Throws 404, for the chat first. */
export function requireTurn(chats: ChatsRepository, chatId: string, id: string): Turn {
  const turn = chats.findTurn(requireChat(chats, chatId).id, id);
  if (!turn) throw notFound('Turn', id);
  return turn;
}
