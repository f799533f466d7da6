import { perAccount } from '../../accounts/account.ts';
import { inTransaction } from '../../accounts/open-database.ts';
import type { Chat, Turn } from './chats-schema.ts';

export interface NewTurn {
  chatId: string;
  turnId: string;
  /** As it was asked. */
  query: string;
  /** What was searched with: the query, rephrased where that was needed. */
  searchedQuery: string;
  answer: string;
  /** What was searched. */
  corpusKeys: string[];
}

interface ChatRow {
  id: string;
  first_query: string;
  first_answer: string;
  enabled: number;
  created_at: number;
}

interface TurnRow {
  id: string;
  chat_id: string;
  query: string;
  answer: string;
  enabled: number;
  created_at: number;
}

/** A chat is what its first turn says: it has one as long as it is there. */
const CHATS = `SELECT chats.id, chats.created_at, first.query AS first_query, first.answer AS first_answer, first.enabled
  FROM chats JOIN chat_turns AS first
    ON first.ordinal = (SELECT min(ordinal) FROM chat_turns WHERE chat_id = chats.id)`;

/** A turn and all later ones of its chat. */
const FROM_TURN = 'chat_id = @chat_id AND ordinal >= (SELECT ordinal FROM chat_turns WHERE id = @id)';

/** The chats of one account. `now`: milliseconds since 1970. */
export const chatsOf = perAccount(({ db, now }) => {
  const insertChat = db.prepare('INSERT INTO chats (id, created_at) VALUES (?, ?)');
  const insertTurn = db.prepare(
    `INSERT INTO chat_turns (id, chat_id, query, searched_query, answer, corpus_keys, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const chatExists = db.prepare('SELECT 1 FROM chats WHERE id = ?').pluck();
  const chatById = db.prepare(`${CHATS} WHERE chats.id = ?`);
  const listChats = db.prepare(`${CHATS} ORDER BY chats.ordinal DESC LIMIT ? OFFSET ?`);
  const deleteChat = db.prepare('DELETE FROM chats WHERE id = ?');
  const turnById = db.prepare('SELECT * FROM chat_turns WHERE chat_id = ? AND id = ?');
  const turnsOf = db.prepare('SELECT * FROM chat_turns WHERE chat_id = ? ORDER BY ordinal');
  const lastSearched = db
    .prepare('SELECT searched_query FROM chat_turns WHERE chat_id = ? AND enabled = 1 ORDER BY ordinal DESC LIMIT 1')
    .pluck();
  const corporaOf = db.prepare('SELECT DISTINCT corpus_keys FROM chat_turns WHERE chat_id = ?').pluck();
  const disableFrom = db.prepare(`UPDATE chat_turns SET enabled = 0 WHERE ${FROM_TURN}`);
  const deleteFrom = db.prepare(`DELETE FROM chat_turns WHERE ${FROM_TURN}`);
  const deleteIfEmpty = db.prepare(
    'DELETE FROM chats WHERE id = @id AND NOT EXISTS (SELECT 1 FROM chat_turns WHERE chat_id = @id)',
  );

  const add = (turn: NewTurn, time: number): void => {
    const { turnId, chatId, query, searchedQuery, answer, corpusKeys } = turn;
    insertTurn.run(turnId, chatId, query, searchedQuery, answer, JSON.stringify(corpusKeys), time);
  };

  return {
    /** Stores a chat with its first turn. */
    create: inTransaction(db, (first: NewTurn): void => {
      const time = now();
      insertChat.run(first.chatId, time);
      add(first, time);
    }),

    /** Stores a further turn; does nothing when the chat was deleted while the turn was being answered. */
    addTurn: inTransaction(db, (turn: NewTurn): void => {
      if (chatExists.get(turn.chatId)) add(turn, now());
    }),

    find(id: string): Chat | undefined {
      const row = chatById.get(id) as ChatRow | undefined;
      return row && toWire(row);
    },

    /** Newest first. */
    list: (limit: number, offset: number): Chat[] => (listChats.all(limit, offset) as ChatRow[]).map(toWire),

    /** With all turns. */
    delete: (id: string): void => void deleteChat.run(id),

    findTurn(chatId: string, id: string): Turn | undefined {
      const row = turnById.get(chatId, id) as TurnRow | undefined;
      return row && toWireTurn(row);
    },

    /** In order of time. */
    turns: (chatId: string): Turn[] => (turnsOf.all(chatId) as TurnRow[]).map(toWireTurn),

    /** What the last enabled turn was searched with. */
    lastSearchedQuery: (chatId: string): string | undefined => lastSearched.get(chatId) as string | undefined,

    /** Whether all that its turns searched is among `corpora`; false where an old turn does not tell. */
    isWithin: (chatId: string, corpora: ReadonlySet<string>): boolean =>
      (corporaOf.all(chatId) as (string | null)[]).every(
        (keys) => keys !== null && (JSON.parse(keys) as string[]).every((key) => corpora.has(key)),
      ),

    /** Disables a turn and all later ones. */
    disableTurns: ({ chat_id, id }: Turn): void => void disableFrom.run({ chat_id, id }),

    /** Deletes a turn and all later ones; with the first turn the chat goes too. */
    deleteTurns: inTransaction(db, ({ chat_id, id }: Turn): void => {
      deleteFrom.run({ chat_id, id });
      deleteIfEmpty.run({ id: chat_id });
    }),
  };
});

const shown = <Row extends { enabled: number; created_at: number }>(row: Row) => ({
  ...row,
  enabled: row.enabled === 1,
  created_at: new Date(row.created_at).toISOString(),
});

const toWire = (row: ChatRow): Chat => shown(row);

const toWireTurn = ({ id, chat_id, query, answer, enabled, created_at }: TurnRow): Turn =>
  shown({ id, chat_id, query, answer, enabled, created_at });
