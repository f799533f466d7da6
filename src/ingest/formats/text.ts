import { decodeText } from '../files/decode-text.ts';
import { normaliseNewlines } from '../sentences/split-sentences.ts';
import type { ParsedFile } from '../structured-document.ts';

/** One section, no properties (reference corpora §4.4). */
export async function parseText(bytes: Uint8Array): Promise<ParsedFile> {
  const text = normaliseNewlines(decodeText(bytes)).trim();
  return { metadata: {}, sections: text ? [{ text }] : [] };
}
