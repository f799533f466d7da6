/** Sentence-like parts of 25 words, the same in every run: words of a Zipf distribution over a vocabulary of syllables. */
const SYLLABLES = [
  'ba',
  'ler',
  'mon',
  'ti',
  'sar',
  'ven',
  'do',
  'quin',
  'pel',
  'ar',
  'tho',
  'gim',
  'rus',
  'ne',
  'lok',
  'fa',
];
const VOCABULARY = 30_000;
const WORDS_A_PART = 25;

let state = 1;
function random(): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}

function wordAt(rank: number): string {
  let word = '';
  for (let rest = rank + 16; rest > 0; rest >>= 4) word += SYLLABLES[rest & 15];
  return word;
}

/** Rank 0 is the most frequent word. */
export const word = (rank: number): string => wordAt(rank);

const randomWord = () => wordAt(Math.floor(VOCABULARY ** random()) - 1);

const partText = () => `${Array.from({ length: WORDS_A_PART }, randomWord).join(' ')}.`;

/** A core document; `year` keeps a tenth of them under `doc.year = 2000`. */
export const coreDocument = (index: number, parts: number) => ({
  id: `document-${index}`,
  type: 'core',
  metadata: { year: 2000 + (index % 10) },
  document_parts: Array.from({ length: parts }, () => ({ text: partText() })),
});

/** Four words of middling frequency. */
export const query = (): string => Array.from({ length: 4 }, () => wordAt(100 + Math.floor(random() * 2000))).join(' ');

/** Eight of the most frequent words. */
export const commonQuery = (): string => Array.from({ length: 8 }, () => wordAt(Math.floor(random() * 40))).join(' ');
