import type { WireRow } from '../arrivals.ts';
import type { Look } from '../timeline/timeline.ts';

export interface Near {
  /** The chunk that is looked at. */
  group: number;
  /** Whose events belong to it: its own, or where none left before the next chunk came, those that left next. */
  eventGroup: number;
  look: Look;
}

/** What belongs to a chunk; undefined for what left before any chunk came. */
export function nearOf(rows: readonly WireRow[], group: number): Near | undefined {
  const chunk = rows.find((row) => row.group === group && row.chunk)?.chunk;
  if (!chunk) return undefined;
  const eventGroup = rows.find((row) => row.group >= group && row.event)?.group ?? group;
  const last = rows.findLast((row) => row.group === eventGroup && row.event)?.event;
  return { group, eventGroup, look: { from: chunk.at, to: Math.max(chunk.at, last?.at_ms ?? chunk.at) } };
}
