import { editDistance } from './edit-distance.ts';

const LONGEST_NAME = 40;

/** At most three names near a misspelled one: one contains the other, or one or two letters of many differ. */
export function suggest(word: string, names: readonly string[]): string[] {
  if (word.length > LONGEST_NAME) return [];
  const lower = word.toLowerCase();
  return names
    .map((name) => ({ name, distance: nearness(lower, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= 2)
    .sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name))
    .slice(0, 3)
    .map(({ name }) => name);
}

function nearness(word: string, name: string): number {
  const shorter = Math.min(word.length, name.length);
  if (shorter >= 3 && (word.includes(name) || name.includes(word))) return 0.5;
  const most = Math.floor(shorter / 3);
  const edits = editDistance([...word], [...name], most);
  return edits <= most ? edits : Number.POSITIVE_INFINITY;
}
