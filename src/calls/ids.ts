/** The ids and secrets of what is made: random, or the same again after the same calls. */
import { hash, randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { readBypass } from './call.ts';

export interface Ids {
  /** A UUID for something of this kind, `job` say. */
  uuid(kind: string): string;
  /** What only the holder of something of this kind knows: 64 hexadecimal digits. */
  secret(kind: string): string;
}

export const RANDOM_IDS: Ids = { uuid: () => randomUUID(), secret: () => randomBytes(32).toString('hex') };

/** How many ids of each kind were made, kept where what they name is kept. */
export interface IdCounters {
  list(): { id: string; rule: number }[];
  put(kind: string, count: number): void;
}

/**
 * Ids that follow from the seed, the kind and how many of the kind there were before. Secrets do so, too: whoever asks for
 * ids that repeat wants answers that do, of which secrets are a part, and keeps nothing there that others must not have. Those of different accounts differ, since a
 * secret leads to its account.
 */
export function createSeededIds(seed: string, counters: IdCounters, account = ''): Ids {
  const counts = new Map(counters.list().map(({ id, rule }) => [id, rule]));
  const next = (kind: string): string => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    counters.put(kind, count);
    return `${seed}/${kind}/${count}`;
  };
  return {
    uuid: (kind) => uuidOf(next(kind)),
    secret: (kind) => hash('sha256', `${account}/${next(`secret of ${kind}`)}`, 'hex'),
  };
}

/**
 * Request ids that follow from the seed, counted from the start of the server: 32 hexadecimal characters. Only calls of
 * Vectara's API count, so that looking on, in the console say, changes none of theirs.
 */
export function createSeededRequestIds(seed: string): (request: Pick<IncomingMessage, 'url' | 'headers'>) => string {
  const ids = createSeededIds(seed, { list: () => [], put: () => {} });
  const isCounted = ({ url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>) =>
    /^\/(v2|oauth2?)\//.test(url) && !readBypass(headers)?.has('journal');
  return (request) => (isCounted(request) ? ids.uuid('request') : randomUUID()).replaceAll('-', '');
}

/** In the form of a random UUID (version 4). */
function uuidOf(text: string): string {
  const digits = hash('sha256', text, 'hex');
  const variant = '89ab'[Number.parseInt(digits[16]!, 16) % 4];
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}
