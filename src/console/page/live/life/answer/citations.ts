/** Which results an answer cites by their numbers. */
import { type Entry, notesOf } from '../notes/call-notes.ts';
import { rankingsOf } from '../ranking/ranking.ts';

export interface Source {
  number: number;
  corpus: string;
  document: string;
  text: string | undefined;
  /** How often it is cited. */
  times: number;
}

export interface AnswerPart {
  text: string;
  /** Of the sources it cites, where it is a citation. */
  cites: number[];
}

const CITATION = /\[([1-9]\d*(?: *, *[1-9]\d*)*)\]/g;

/** An answer in pieces, citations apart. Numbers that no source has are text. */
export function partsOf(text: string, sources: number): AnswerPart[] {
  const parts: AnswerPart[] = [];
  let end = 0;
  for (const match of text.matchAll(CITATION)) {
    const cites = match[1]!.split(',').map(Number);
    if (cites.some((number) => number > sources)) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index), cites: [] });
    parts.push({ text: match[0], cites });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), cites: [] });
  return parts;
}

/** What the last prompt held, by number, with the text where the search noted it. */
export function sourcesOf(entry: Entry): Omit<Source, 'times'>[] {
  const prompt = notesOf(entry, 'prompt').at(-1);
  if (!prompt) return [];
  const plan = notesOf(entry, 'plan').at(-1);
  const ranking = rankingsOf(entry).at(-1);
  return prompt.used.map(({ corpus_key, document_id }, index) => {
    const part = ranking?.parts.find(({ rank }) => rank === index + 1 + (plan?.offset ?? 0));
    const isSame = part?.corpus === corpus_key && part.document === document_id;
    return {
      number: index + 1,
      corpus: corpus_key,
      document: document_id,
      text: isSame ? part.found?.text : undefined,
    };
  });
}

export function citedSources(entry: Entry, parts: readonly AnswerPart[]): Source[] {
  const times = new Map<number, number>();
  for (const number of parts.flatMap(({ cites }) => cites)) times.set(number, (times.get(number) ?? 0) + 1);
  return sourcesOf(entry).flatMap((source) => {
    const count = times.get(source.number);
    return count === undefined ? [] : [{ ...source, times: count }];
  });
}
