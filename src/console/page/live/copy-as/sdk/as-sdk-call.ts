import type { JournalEntry } from '../../../../../journal/journal-schema.ts';
import { asFetch } from '../as-fetch.ts';
import { asOpenAi } from './as-openai.ts';
import { asVectara } from './as-vectara.ts';

export interface SdkCall {
  client: 'Vectara SDK' | 'OpenAI SDK' | 'fetch';
  /** TypeScript; `process.env.VECTARA_API_KEY` stands for the key. */
  code: string;
}

/** The call in the words of the client that people would make it with. */
export function asSdkCall(entry: JournalEntry, origin: string): SdkCall {
  const vectara = asVectara(entry, origin);
  if (vectara) return { client: 'Vectara SDK', code: vectara };
  const openai = asOpenAi(entry, origin);
  if (openai) return { client: 'OpenAI SDK', code: openai };
  return { client: 'fetch', code: asFetch(entry, origin) };
}
