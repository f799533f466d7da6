import { cut } from './limits.ts';

const LONGEST_TEXT = 4000;
const MOST_MEMBERS = 50;
const DEEPEST = 12;

/** A copy of a large JSON value that takes little memory and time, with what is left out counted. */
export function excerptOf(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.length > LONGEST_TEXT ? `${cut(value, LONGEST_TEXT)}…` : value;
  if (value === null || typeof value !== 'object') return value;
  if (depth === DEEPEST) return '…';
  // Wide values inside wide values would multiply.
  const most = Math.max(3, Math.floor(MOST_MEMBERS / 3 ** depth));
  if (Array.isArray(value)) {
    const kept = value.slice(0, most).map((each) => excerptOf(each, depth + 1));
    return value.length > most ? [...kept, `… ${value.length - most} more`] : kept;
  }
  const entries = Object.entries(value);
  const kept = entries.slice(0, MOST_MEMBERS).map(([name, each]) => [name, excerptOf(each, depth + 1)]);
  if (entries.length > MOST_MEMBERS) kept.push(['…', `${entries.length - MOST_MEMBERS} more`]);
  return Object.fromEntries(kept);
}

/** About the bytes a JSON value takes in memory, by its upper levels and the ends of its lists. */
export function roughSize(value: unknown, levels = 3): number {
  if (typeof value === 'string') return 16 + value.length;
  if (value === null || typeof value !== 'object') return 8;
  if (levels === 0) return 100;
  if (Array.isArray(value)) {
    const { length } = value;
    const first = value[0];
    if (length === 0 || typeof first === 'number') return 16 + 8 * length;
    return 16 + (length / 2) * (roughSize(first, levels - 1) + roughSize(value[length - 1], levels - 1));
  }
  let size = 32;
  for (const name in value) size += 16 + roughSize((value as Record<string, unknown>)[name], levels - 1);
  return size;
}
