import type { Passage } from './listed-passages.ts';
import type { Question } from './question.ts';
import { splitSentences } from './sentences.ts';
import { contentWords } from './words.ts';

export interface PickedSentence {
  text: string;
  passage: Passage;
}

interface Candidate extends PickedSentence {
  words: Set<string>;
  /** Those of its passage, the candidate's own included. */
  around: Set<string>;
  /** Of its passage, from 0. */
  rank: number;
  isTitle: boolean;
}

/** Beyond this the prompt is read no further, so that an answer never takes noticeable time. */
const MOST_SENTENCES = 5000;
/** A further sentence must be worth at least this share of what the best one is. */
const WORTH_ADDING = 0.45;
/** Sentences that agree with words already covered still count a little. */
const REPETITION = 0.2;
/** What of a question must be met for a sentence to answer it, by weight; less for what is only recalled. */
const ANSWERS = 0.55;
/** The same where the rarest word of the question is missing. */
const ANSWERS_WITHOUT_RAREST = 0.75;
/** The same of an explanation, or for mere keywords; a question of few words leaves less room. */
const EXPLAINS = 0.25;
const EXPLAINS_IN_FEW = 0.5;
const FEW_WORDS = 3;
/** The same where the kind of thing asked for is missing, and may be. */
const ANSWERS_WITHOUT_KIND = 0.8;
/** Words of the same passage say what a sentence is about, if less surely than its own. */
const NEARBY = 0.6;
/** The best results come first. */
const LEADING = 0.2;
/** `It`, `His`, `The first`: what of, the quote does not say. */
const UNCLEAR = 0.92;

/**
 * The sentences of the passages that answer a question, best first; none if none does. A sentence answers when it shares
 * enough of the question's words, the rare ones counting more, names a person for `who` and a number for `how many`, and
 * speaks of what the question names. Titles answer nothing. Ties go to the earlier sentence.
 */
export function pickAnswers(question: Question, passages: Passage[], most: number): PickedSentence[] {
  const { candidates, weight, total } = weighed(question, passages);
  const titles = candidates.filter(({ isTitle }) => isTitle);
  const answering = candidates.filter(
    (candidate) => !candidate.isTitle && answers(candidate, question, weight, total, titles),
  );
  return bestOf(answering, weight, question, most);
}

/** Whatever has to do with a question, best first: what to recall of a conversation, or of what a tool returned. */
export function pickRelated(question: Question, passages: Passage[], most: number): PickedSentence[] {
  const { candidates, weight } = weighed(question, passages);
  return bestOf(candidates, weight, { ...question, answer: undefined }, most);
}

/** The sentences that share most words with the others, in reading order: what to say when nothing is asked. */
export function pickCentralSentences(passages: Passage[], most: number): PickedSentence[] {
  const all = candidatesOf(passages);
  const candidates = all.filter(({ isTitle }) => !isTitle);
  const count = countWords(all);
  const scored = candidates.map((candidate, position) => {
    let shared = 0;
    for (const word of candidate.words) shared += count.get(word)! - 1;
    return { candidate, position, score: (shared * clarity(candidate)) / Math.sqrt(candidate.words.size + 4) };
  });
  scored.sort((a, b) => b.score - a.score || a.position - b.position);
  return scored
    .slice(0, most)
    .sort((a, b) => a.position - b.position)
    .map(({ candidate }) => candidate);
}

function weighed({ words, names }: Question, passages: Passage[]) {
  const candidates = candidatesOf(passages);
  const count = countWords(candidates);
  const weight = new Map<string, number>();
  let total = 0;
  for (const [word, share] of words) {
    const holders = count.get(word) ?? 0;
    const value = share * Math.log(1 + candidates.length / Math.max(holders, 0.5));
    weight.set(word, value);
  }
  // A name of several words is one thing to speak of.
  for (const name of names)
    for (const word of name) if (weight.has(word)) weight.set(word, weight.get(word)! / name.length);
  for (const value of weight.values()) total += value;
  return { candidates, weight, total };
}

function answers(
  { text, words, around }: Candidate,
  { names, answer, subject, isOpen, isKeywords, isDefinition, defined }: Question,
  weight: Map<string, number>,
  total: number,
  titles: Candidate[],
): boolean {
  let covered = 0;
  let own = 0;
  let shared = 0;
  for (const [word, value] of weight) {
    if (words.has(word)) own += value;
    if (words.has(word)) shared += 1;
    covered += words.has(word) ? value : around.has(word) ? NEARBY * value : 0;
  }
  if (isDefinition && !defines(text, words, defined!)) return false;
  if (own === 0 || (subject !== undefined && !around.has(subject))) return false;
  const share = covered / total;
  const isSpokenOf = (name: readonly string[]) => name.every((word) => around.has(word));
  const unnamed = names.filter((name) => !isSpokenOf(name));
  if (unnamed.length * 2 > names.length) {
    // A title among the results may be that of the document the sentence comes from; then all else must be right.
    const isTitled = unnamed.every((name) => titles.some((title) => name.every((word) => title.words.has(word))));
    const ofNames = new Set(unnamed.flat());
    const othersMet = [...weight.keys()].every((word) => ofNames.has(word) || words.has(word));
    return isTitled && (othersMet || (isOpen && shared >= 2)) && ofNames.size < weight.size && hasKind(text, answer);
  }
  if (!hasKind(text, answer)) return !answer!.isStrict && share >= ANSWERS_WITHOUT_KIND;
  if (isKeywords) return share >= EXPLAINS;
  if (isOpen) return share >= (weight.size > FEW_WORDS ? EXPLAINS : EXPLAINS_IN_FEW);
  const rarest = Math.max(...weight.values());
  const hasRarest = [...weight].some(([word, value]) => value > 0.99 * rarest && around.has(word));
  return share >= (hasRarest ? ANSWERS : ANSWERS_WITHOUT_RAREST);
}

const hasKind = (text: string, kind: Question['answer']): boolean => kind === undefined || kind.pattern.test(text);

function bestOf(
  candidates: Candidate[],
  weight: Map<string, number>,
  question: Question,
  most: number,
): PickedSentence[] {
  const covered = new Set<string>();
  const picked: Candidate[] = [];
  let best = 0;
  while (picked.length < most) {
    let chosen: Candidate | undefined;
    let highest = 0;
    for (const candidate of candidates) {
      if (picked.includes(candidate)) continue;
      const score = scoreOf(candidate, weight, covered, question);
      if (score > highest + 1e-9) [chosen, highest] = [candidate, score];
    }
    if (chosen === undefined || highest < WORTH_ADDING * best) break;
    best ||= highest;
    picked.push(chosen);
    for (const word of chosen.words) if (weight.has(word)) covered.add(word);
  }
  return picked;
}

function scoreOf(
  candidate: Candidate,
  weight: Map<string, number>,
  covered: Set<string>,
  { answer, defined }: Question,
): number {
  const { text, words, rank, isTitle } = candidate;
  let score = 0;
  for (const [word, value] of weight) if (words.has(word)) score += covered.has(word) ? value * REPETITION : value;
  if (score === 0) return 0;
  if (!hasKind(text, answer)) score *= 0.5;
  if (defined && beginsWith(text, defined)) score *= 1.5;
  if (isTitle) score *= 0.5;
  return (score * clarity(candidate) * (1 + LEADING / (1 + rank))) / (1 + words.size / 60);
}

/** Whether what a sentence is about, its first few words, is what was to be defined. */
function beginsWith(text: string, defined: ReadonlySet<string>): boolean {
  const start = contentWords(
    text
      .split(/\s+/)
      .slice(0, defined.size + 2)
      .join(' '),
  );
  return defined.size > 0 && [...defined].every((word) => start.has(word));
}

/** That a thing of one word is mentioned says nothing of what it is. */
const defines = (text: string, words: Set<string>, defined: ReadonlySet<string>): boolean =>
  (defined.size > 1 && [...defined].every((word) => words.has(word))) ||
  beginsWith(text, defined) ||
  /\bcall(?:s|ed)?\b|\bknown as\b/.test(text);

const clarity = ({ text }: Candidate): number =>
  /^(?:he|she|it|they|this|that|these|those|his|her|its|their|such|here|there|the (?:first|second|other|latter))\b/i.test(
    text,
  )
    ? UNCLEAR
    : 1;

function candidatesOf(passages: Passage[]): Candidate[] {
  const seen = new Set<string>();
  const candidates: Candidate[] = [];
  for (const [rank, passage] of passages.entries()) {
    const sentences = splitSentences(passage.text).map((text) => ({ text, words: contentWords(text) }));
    const around = new Set(sentences.flatMap(({ words }) => [...words]));
    for (const { text, words } of sentences) {
      if (seen.has(text)) continue;
      seen.add(text);
      candidates.push({ text, passage, words, around, rank, isTitle: isTitle(text) });
      if (candidates.length === MOST_SENTENCES) break;
    }
    if (candidates.length === MOST_SENTENCES) break;
  }
  // Where nothing is a sentence, lists and tables are what there is.
  if (candidates.every((candidate) => candidate.isTitle)) for (const one of candidates) one.isTitle = false;
  return candidates;
}

const LONGEST_TITLE = 12;

/** A few words that end in no mark and give no value, as headings are. */
const isTitle = (text: string): boolean =>
  !/[.!?…。！？؟।]["'”’»)\]]*$/u.test(text) && !/[:|=;]|\d/.test(text) && text.split(/\s+/).length <= LONGEST_TITLE;

function countWords(candidates: Candidate[]): Map<string, number> {
  const count = new Map<string, number>();
  for (const { words } of candidates) for (const word of words) count.set(word, (count.get(word) ?? 0) + 1);
  return count;
}
