import type { Account } from '../../accounts/account.ts';
import type { Answer } from '../../http/operation.ts';
import { answerQuery } from '../../query/answer-query.ts';
import { planQuery } from '../../query/plan/plan-query.ts';
import type { ChatPlan } from '../../query/plan/query-plan.ts';
import { type QueryEvent, withoutWarnings } from '../../query/query-event.ts';
import type { QueryFullResponse } from '../../query/query-schema.ts';
import { collectResponse } from '../../query/wire.ts';
import { chatsOf } from './chats-repository.ts';
import type { ChatFullResponse, ChatRequest } from './chats-schema.ts';
import { rephraseQuery } from './rephrase-query.ts';

/**
 * Plans a turn of a chat, of a new one without `chatId`, and answers it by the pipeline of queries
 * (docs/behaviour/chats.md, Requests and storing–6.4). Throws as planQuery does.
 */
export async function answerTurn(
  account: Account,
  chatId: string | undefined,
  request: ChatRequest,
  signal: AbortSignal,
): Promise<Answer<ChatFullResponse>> {
  const repository = chatsOf(account);
  const previous = chatId === undefined ? undefined : repository.lastSearchedQuery(chatId);
  const isStored = request.save_history ?? true;
  const chat: ChatPlan = {
    ids: isStored ? newIds(chatId, account.newId('turn')) : undefined,
    rephrasedQuery: previous === undefined ? undefined : rephraseQuery(request.query, previous),
  };
  const asked = {
    ...request,
    save_history: isStored,
    generation: { ...request.generation, enabled: true },
  };
  const plan = await planQuery(account, asked, chat);
  const answered = answerQuery(plan, asked, signal);
  const { ids } = chat;
  const events = ids
    ? storeTurn(answered, (answer) => {
        const corpusKeys = plan.search.corpora.map(({ corpus }) => corpus.key);
        const turn = { ...ids, query: request.query, searchedQuery: plan.query, answer, corpusKeys };
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

/** Passes events on and stores the answer once it has ended well; whoever has seen it end finds the turn stored. */
async function* storeTurn(
  events: AsyncIterable<QueryEvent>,
  store: (answer: string) => void,
): AsyncGenerator<QueryEvent, void, undefined> {
  let answer = '';
  for await (const event of events) {
    if (event.type === 'generation_chunk') answer += event.generation_chunk;
    if (event.type === 'generation_end') store(answer);
    yield event;
  }
}
