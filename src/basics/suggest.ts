/** The name that a misspelt one was probably meant to be: the same answer wherever the emulator refuses a name. */
import { editDistance } from './edit-distance.ts';

const LONGEST_NAME = 60;
const MOST_EDITS = 3;
/** A name of fewer letters is part of too many others. */
const SHORTEST_PART = 3;

/** At most three of the names, the nearest first. Case, `_`, `-` and `.` make no difference. */
export function suggest(word: string, names: readonly string[]): string[] {
  if (word.length > LONGEST_NAME) return [];
  const plain = plainOf(word);
  return names
    .map((name) => ({ name, distance: nearness(plain, plainOf(name)) }))
    .filter(({ distance }) => distance <= MOST_EDITS)
    .sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name))
    .slice(0, 3)
    .map(({ name }) => name);
}

/** A sentence to go on with, ` Did you mean query?`, or nothing. */
export function didYouMean(word: string, names: readonly string[]): string {
  const [nearest] = suggest(word, names);
  return nearest === undefined ? '' : ` Did you mean ${nearest}?`;
}

const plainOf = (name: string) => name.toLowerCase().replace(/[_.\-\s]/g, '');

function nearness(word: string, name: string): number {
  if (word === name) return 0;
  const limit = Math.min(MOST_EDITS, Math.floor(Math.max(word.length, name.length) / 3));
  const edits = editDistance([...word], [...name], limit);
  const [shorter, longer] = [word, name].sort((a, b) => a.length - b.length) as [string, string];
  // The more of the one is in the other, the nearer; always nearer than a name with a wrong letter.
  if (shorter.length >= SHORTEST_PART && longer.includes(shorter)) return 1 - shorter.length / longer.length;
  return edits <= limit ? edits : Number.POSITIVE_INFINITY;
}
