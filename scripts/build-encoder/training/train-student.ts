import { reduceDimensions } from '../vectors/principal-components.ts';
import { emptyRows, normalise, type RowVectors } from '../vectors/row-vectors.ts';
import { inverseFrequencies, type Vocabulary } from './choose-vocabulary.ts';
import { distil } from './distil.ts';
import { type TrainingTexts, wordRowReader } from './training-texts.ts';

/** Dimensions the student is trained in: they hold 95 % of the teacher's variance. */
const STUDENT_DIMENSIONS = 256;
const COMMON_WORD_SHARE = 3e-4;

/** Takes the mean of the first `sample` rows out of all, in place. */
function centre({ values, count, dimensions }: RowVectors, sample: number): void {
  const mean = new Float64Array(dimensions);
  for (let i = 0; i < sample * dimensions; i++) mean[i % dimensions]! += values[i]!;
  for (let i = 0; i < count * dimensions; i++) values[i]! -= mean[i % dimensions]! / sample;
}

/**
 * A vector for every word of the vocabulary, such that the sum over a text is near to what the teacher says of it, less
 * what it says of every text. `ask`: the teacher's vectors of texts.
 */
export function trainStudent(
  texts: TrainingTexts,
  vocabulary: Vocabulary,
  ask: (name: string, texts: readonly string[]) => RowVectors,
  log: (line: string) => void,
): RowVectors {
  const rowsOf = wordRowReader(vocabulary.words);
  const kinds = (['definitions', 'examples', 'synonyms', 'words'] as const).map((name) => {
    const answers = ask(name, texts[name]);
    const words = texts[name].map(rowsOf);
    return { answers, words, kept: [...words.keys()].filter((text) => words[text]!.length > 0) };
  });
  const total = kinds.reduce((sum, { kept }) => sum + kept.length, 0);
  const answers = emptyRows(total, kinds[0]!.answers.dimensions);
  let next = 0;
  for (const kind of kinds) {
    const { values, dimensions } = kind.answers;
    for (const text of kind.kept) {
      answers.values.set(values.subarray(text * dimensions, (text + 1) * dimensions), next++ * dimensions);
    }
  }
  const sentences = kinds[0]!.kept.length + kinds[1]!.kept.length;
  centre(answers, sentences);
  const targets = normalise(reduceDimensions(answers, STUDENT_DIMENSIONS, sentences));

  const words = kinds.flatMap((kind) => kind.kept.map((text) => kind.words[text]!));
  const weights = inverseFrequencies(vocabulary, COMMON_WORD_SHARE);
  const student = emptyRows(vocabulary.words.length, STUDENT_DIMENSIONS);
  // Each word starts from what the teacher says of it alone.
  for (let text = total - kinds[3]!.kept.length; text < total; text++) {
    const row = words[text]![0]!;
    for (let d = 0; d < STUDENT_DIMENSIONS; d++) {
      const target = targets.values[text * STUDENT_DIMENSIONS + d]!;
      student.values[row * STUDENT_DIMENSIONS + d] = target * weights[row]!;
    }
  }
  distil(student, { words, targets }, (cosine) => log(`  mean cosine to the teacher ${cosine.toFixed(4)}`));
  return student;
}
