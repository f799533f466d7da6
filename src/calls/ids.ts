/** The ids of what is made: random, or the same again after the same calls. Never secrets. */
import { hash, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { readBypass } from './call.ts';

export interface Ids {
  /** A UUID for something of this kind, `job` say. */
  uuid(kind: string): string;
}

export const RANDOM_IDS: Ids = { uuid: () => randomUUID() };

/** How many ids of each kind were made, kept where what they name is kept. */
export interface IdCounters {
  list(): { id: string; rule: number }[];
  put(kind: string, count: number): void;
}

/** Ids that follow from the seed, the kind and how many of the kind there were before. */
export function createSeededIds(seed: string, counters: IdCounters): Ids {
  const counts = new Map(counters.list().map(({ id, rule }) => [id, rule]));
  return {
    uuid(kind) {
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      counters.put(kind, count);
      return uuidOf(`${seed}/${kind}/${count}`);
    },
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
