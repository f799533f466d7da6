import { loadLanguageDetector } from '../ingest/detect-language.ts';

let detector: ReturnType<typeof loadLanguageDetector> | undefined;

/** ISO 639-3 code of the language a text is written in. What tells is loaded by the first question, once. */
export async function detectLanguage(text: string): Promise<string> {
  detector ??= loadLanguageDetector();
  return (await detector).ofDocument([text]);
}
