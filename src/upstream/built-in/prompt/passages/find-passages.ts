import { findJsonPassages } from './json-passages.ts';
import { findInlinePassages, findLabelledPassages, findListedPassages } from './numbered-passages.ts';
import type { FoundPassages, PassageFinder } from './passage.ts';
import { findTaggedPassages } from './tagged-passages.ts';
import { findBulletedPassages, findFencedPassages, findPassagesUnderHeading } from './unnumbered-passages.ts';

/** The ways templates list search results, the most telling first. */
const FINDERS: PassageFinder[] = [
  (text) => findTaggedPassages(text, findPassages),
  findLabelledPassages,
  findJsonPassages,
  findListedPassages,
  findInlinePassages,
  findPassagesUnderHeading,
  findFencedPassages,
  findBulletedPassages,
];

/** The search results that a message lists, in whatever form; undefined if it lists none. */
export function findPassages(text: string): FoundPassages | undefined {
  for (const find of FINDERS) {
    const found = find(text);
    if (found !== undefined && found.passages.length > 0) return found;
  }
  return undefined;
}
