const LONGEST_NAME = 40;

/** At most three names near a misspelled one: one contains the other, or one or two letters of many differ. */
export function suggest(word: string, names: readonly string[]): string[] {
  if (word.length > LONGEST_NAME) return [];
  const lower = word.toLowerCase();
  return names
    .map((name) => ({ name, distance: nearness(lower, name) }))
    .filter(({ distance }) => distance <= 2)
    .sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name))
    .slice(0, 3)
    .map(({ name }) => name);
}

function nearness(word: string, name: string): number {
  const shorter = Math.min(word.length, name.length);
  if (shorter >= 3 && (word.includes(name) || name.includes(word))) return 0.5;
  const edits = editDistance(word, name);
  return edits <= shorter / 3 ? edits : Number.POSITIVE_INFINITY;
}

function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const substituted = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
