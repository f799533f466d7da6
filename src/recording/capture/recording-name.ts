import type { RecordedRequest } from '../format/recording-schema.ts';

const LONGEST_MODEL = 60;
const HASH_LENGTH = 10;

/** What the ids of the recordings of one request begin with: `openai-chat-gpt-4o-1a2b3c4d5e`. */
export function recordingStem({ dialect, model }: RecordedRequest, fingerprint: string): string {
  const readable = [dialect, model.slice(0, LONGEST_MODEL)].map((part) => part.replace(/[^A-Za-z0-9._-]+/g, '-'));
  const name = [...readable.filter(Boolean), fingerprint.slice(0, HASH_LENGTH)].join('-');
  return name.replace(/^[^A-Za-z0-9]+/, '');
}
