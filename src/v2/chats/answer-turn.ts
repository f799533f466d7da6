import type { Account, PerAccount } from '../../accounts/account.ts';
import type { Answer } from '../../http/streams/send-answer.ts';
import { answerQuery } from '../../query/answer-query.ts';
import { planQuery } from '../../query/plan/plan-query.ts';
import type { ChatPlan } from '../../query/plan/query-plan.ts';
import type { QueryDependencies } from '../../query/query-dependencies.ts';
import { withoutWarnings } from '../../query/query-event.ts';
import { collectResponse } from '../../query/wire/collect-response.ts';
import type { QueryFullResponse } from '../../query/wire/query-schema.ts';
import type { ChatsRepository } from './chats-repository.ts';
import type { ChatFullResponse, ChatRequest } from './chats-schema.ts';
import { rephraseQuery } from './rephrase-query.ts';
import { storeTurn } from './store-turn.ts';

export interface ChatsDependencies {
  chats: PerAccount<ChatsRepository>;
  query: QueryDependencies;
}

/**
 * Plans a turn of a chat, of a new one without `chatId`, and answers it by the pipeline of queries (reference §6.2–6.4).
 * Throws as planQuery does.
 */
export async function answerTurn(
  account: Account,
  chatId: string | undefined,
  request: ChatRequest,
  { chats, query: dependencies }: ChatsDependencies,
  signal: AbortSignal,
): Promise<Answer<ChatFullResponse>> {
  const repository = chats(account);
  const previous = chatId === undefined ? undefined : repository.lastSearchedQuery(chatId);
  const isStored = request.save_history ?? true;
  const chat: ChatPlan = {
    ids: isStored ? newIds(chatId, repository.newUuid()) : undefined,
    rephrasedQuery: previous === undefined ? undefined : rephraseQuery(request.query, previous),
  };
  const asked = {
    ...request,
    save_history: isStored,
    generation: { ...request.generation, enabled: true },
  };
  const plan = await planQuery(account, asked, dependencies, chat);
  const answered = answerQuery(plan, asked, dependencies, signal);
  const { ids } = chat;
  const events = ids
    ? storeTurn(answered, (answer) => {
        const turn = { ...ids, query: request.query, searchedQuery: plan.query, answer };
        if (chatId === undefined) repository.create(turn);
        else repository.addTurn(turn);
      })
    : answered;
  return {
    events: () => withoutWarnings(events),
    body: async () => toChatResponse(chat, await collectResponse(plan, events)),
  };
}

/** The first turn of a chat has the same UUID as the chat. */
function newIds(chatId: string | undefined, uuid: string): ChatPlan['ids'] {
  return { chatId: chatId ?? `cht_${uuid}`, turnId: `trn_${uuid}` };
}

const toChatResponse = (
  { ids, rephrasedQuery }: ChatPlan,
  { summary = '', ...rest }: QueryFullResponse,
): ChatFullResponse => ({
  ...(ids && { chat_id: ids.chatId, turn_id: ids.turnId }),
  answer: summary,
  ...rest,
  ...(rephrasedQuery !== undefined && { rephrased_query: rephrasedQuery }),
});
