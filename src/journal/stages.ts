import type { KeptNote } from './entry.ts';

/**
 * Stages with their milliseconds: authentication, and each note with a number `ms`, which reports a stage that is over, called
 * `stage` or else as its kind.
 */
export function stagesOf(authMs: number, notes: readonly KeptNote[] | undefined): [name: string, ms: number][] {
  const auth: [string, number] = ['auth', authMs];
  if (!notes) return [auth];
  const sums = new Map<string, number>([auth]);
  for (const { note } of notes) {
    if (typeof note.ms !== 'number') continue;
    const stage = typeof note.stage === 'string' ? note.stage : note.kind;
    sums.set(stage, (sums.get(stage) ?? 0) + note.ms);
  }
  return [...sums];
}
