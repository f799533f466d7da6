// The benchmark's texts and questions, and their fixed split. Everything here was written before the encoder was tuned.
import { readFileSync } from 'node:fs';
import { isHeldOut, readSynsets } from '../../scripts/build-encoder/training/read-wordnet.ts';

export type Half = 'tuned' | 'held out';

/** A question and the one passage that answers it. */
export interface Question {
  query: string;
  /** Index in the passages of its set. */
  answer: number;
  half: Half;
}

export interface BenchmarkSet {
  name: string;
  passages: string[];
  questions: Question[];
}

function rows(file: string): string[][] {
  const text = readFileSync(new URL(`./data/${file}`, import.meta.url), 'utf8');
  const lines = text.trimEnd().split('\n').slice(1);
  return lines.map((line) => line.split('\t'));
}

/** Rows of even index are tuned on, the others only reported. Topics come in rows of six, languages of five. */
const halfOf = (row: number): Half => (row % 2 === 0 ? 'tuned' : 'held out');

/** 5,000 WordNet definitions that the encoder was not trained on. */
export function readDistractors(): string[] {
  const held = readSynsets().filter((_, index) => isHeldOut(index));
  return held.slice(0, 5000).map((synset) => synset.definition);
}

/** Paraphrases alone and among distractors, keywords among distractors, other languages among everything. */
export function readBenchmarkSets(distractors: readonly string[]): BenchmarkSet[] {
  const paraphrases = rows('paraphrases.tsv');
  const passages = paraphrases.map((row) => row[1]!);
  const questions = paraphrases.map((row, i): Question => ({ query: row[2]!, answer: i, half: halfOf(i) }));
  const keywords = rows('keywords.tsv').map(
    ([query, row], i): Question => ({ query: query!, answer: Number(row) - 1, half: halfOf(i) }),
  );
  const languages = rows('languages.tsv');
  const foreign = languages.map(([, , query], i): Question => ({ query: query!, answer: i, half: halfOf(i) }));
  const everything = [...languages.map((row) => row[1]!), ...passages, ...distractors];
  return [
    { name: 'paraphrases', passages, questions },
    { name: 'paraphrases + 5k', passages: [...passages, ...distractors], questions },
    { name: 'keywords + 5k', passages: [...passages, ...distractors], questions: keywords },
    { name: 'languages + 5k', passages: everything, questions: foreign },
  ];
}
