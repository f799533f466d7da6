import { splitSentences } from './language/sentences.ts';
import { contentWords } from './language/words.ts';
import type { Passage } from './prompt/passages/passage.ts';

export interface PickedSentence {
  text: string;
  passage: Passage;
}

interface Candidate extends PickedSentence {
  words: Set<string>;
}

/** Beyond this the prompt is read no further, so that an answer never takes noticeable time. */
const MOST_SENTENCES = 5000;
/** A further sentence must add at least this share of what the best one has. */
const WORTH_ADDING = 0.4;
/** Sentences that agree with words already covered still count a little. */
const REPETITION = 0.2;
/** A title or another fragment says less than a sentence of the same words. */
const FRAGMENT = 0.5;

/**
 * The sentences of the passages that best match the question's content words, best first; none if no word matches.
 * Rare words count more (idf over the sentences); ties go to the earlier sentence.
 */
export function pickSentences(question: Set<string>, passages: Passage[], most: number): PickedSentence[] {
  const candidates = candidatesOf(passages);
  const weight = rarity([...question], candidates);
  const covered = new Set<string>();
  const picked: Candidate[] = [];
  let best = 0;
  while (picked.length < most) {
    let chosen: Candidate | undefined;
    let highest = 0;
    for (const candidate of candidates) {
      if (picked.includes(candidate)) continue;
      const score = scoreOf(candidate, weight, covered);
      if (score > highest + 1e-9) [chosen, highest] = [candidate, score];
    }
    if (chosen === undefined || highest < WORTH_ADDING * best) break;
    best ||= highest;
    picked.push(chosen);
    for (const word of chosen.words) if (weight.has(word)) covered.add(word);
  }
  return picked;
}

/** The sentences that share most words with the others, in reading order: what to say when nothing is asked. */
export function pickCentralSentences(passages: Passage[], most: number): PickedSentence[] {
  const candidates = candidatesOf(passages);
  const count = countWords(candidates);
  const scored = candidates.map((candidate, position) => {
    let shared = 0;
    for (const word of candidate.words) shared += count.get(word)! - 1;
    return { candidate, position, score: shared / Math.sqrt(candidate.words.size + 4) };
  });
  scored.sort((a, b) => b.score - a.score || a.position - b.position);
  return scored
    .slice(0, most)
    .sort((a, b) => a.position - b.position)
    .map(({ candidate }) => candidate);
}

function candidatesOf(passages: Passage[]): Candidate[] {
  const seen = new Set<string>();
  const candidates: Candidate[] = [];
  for (const passage of passages) {
    for (const text of splitSentences(passage.text)) {
      if (seen.has(text)) continue;
      seen.add(text);
      candidates.push({ text, passage, words: contentWords(text) });
      if (candidates.length === MOST_SENTENCES) return candidates;
    }
  }
  return candidates;
}

function countWords(candidates: Candidate[]): Map<string, number> {
  const count = new Map<string, number>();
  for (const { words } of candidates) for (const word of words) count.set(word, (count.get(word) ?? 0) + 1);
  return count;
}

function rarity(question: string[], candidates: Candidate[]): Map<string, number> {
  const weight = new Map<string, number>();
  for (const word of question) {
    const holders = candidates.reduce((sum, { words }) => sum + (words.has(word) ? 1 : 0), 0);
    if (holders > 0) weight.set(word, Math.log(1 + candidates.length / holders));
  }
  return weight;
}

const isSentence = (text: string): boolean => /[.!?…。！？؟।]["'”’»)\]]*$/u.test(text);

function scoreOf({ text, words }: Candidate, weight: Map<string, number>, covered: Set<string>): number {
  let score = 0;
  for (const [word, value] of weight) if (words.has(word)) score += covered.has(word) ? value * REPETITION : value;
  return (score / (1 + words.size / 60)) * (isSentence(text) ? 1 : FRAGMENT);
}
