/** What came from upstreams and what went to the client, on one time axis. Times are milliseconds since the call began. */
import { isObject } from '../../parts/format.ts';
import { type Entry, isNotSent, type Note, notesOf, type StreamEvent } from './notes.tsx';
import type { Look } from './timeline.tsx';

export interface Chunk {
  at: number;
  text: string;
  /** Of its upstream call, among those shown. */
  call: number;
  /** Of how many chunks it is made, where they can be shown together only. */
  merged: number | undefined;
}

export interface SentEvent extends StreamEvent {
  /** What the client is told of the answer by it. */
  said: string | undefined;
}

/** A chunk and an event beside each other; both belong to the `group` that began with a chunk. */
export interface WireRow {
  group: number;
  chunk?: Chunk;
  /** Since the chunk before. */
  chunkGap?: number | undefined;
  event?: SentEvent;
  eventGap?: number | undefined;
}

export interface Arrivals {
  upstreams: Note<'upstream'>[];
  chunks: Chunk[];
  events: SentEvent[];
  /** When the client first saw some of the answer. */
  firstToken: number | undefined;
  /** The longest time between two chunks of one upstream, with its beginning. */
  longestGap: { ms: number; from: number } | undefined;
}

/** Their answers are no part of what the client is sent. */
const ASIDE = new Set(['oauth-token', 'openai-embeddings', 'mcp', 'web']);

/** What stands for the upstreams: themselves, or who answered in their place. */
export function sourceOf(upstreams: readonly Note<'upstream'>[]): string {
  const [first] = upstreams;
  const isOne = upstreams.every(({ answered_by }) => answered_by === first?.answered_by);
  return first && isOne && isNotSent(first) ? `Upstream (${first.answered_by})` : 'Upstream';
}

export function arrivalsOf(entry: Entry): Arrivals {
  const upstreams = notesOf(entry, 'upstream');
  const chunks = upstreams
    .flatMap(({ at_ms, dialect, response }, call): Chunk[] =>
      ASIDE.has(dialect)
        ? []
        : (response?.chunks ?? []).map((chunk) => ({
            at: at_ms + chunk.at_ms,
            text: chunk.text,
            call,
            merged: 'merged' in chunk && typeof chunk.merged === 'number' ? chunk.merged : undefined,
          })),
    )
    .sort((a, b) => a.at - b.at);
  const events = (entry.response.events ?? []).map((event): SentEvent => ({ ...event, said: saidBy(event) }));
  return {
    upstreams,
    chunks,
    events,
    firstToken: events.find(({ said }) => said)?.at_ms,
    longestGap: longestGap(chunks),
  };
}

function longestGap(chunks: Chunk[]): Arrivals['longestGap'] {
  let longest: Arrivals['longestGap'];
  for (const [index, { at, call }] of chunks.entries()) {
    const before = chunks[index - 1];
    if (before?.call === call && at - before.at > (longest?.ms ?? 0)) longest = { ms: at - before.at, from: before.at };
  }
  return longest;
}

/** Each chunk with the events that left before the next one came. */
export function wireRows({ chunks, events }: Pick<Arrivals, 'chunks' | 'events'>): WireRow[] {
  const rows: WireRow[] = [];
  let next = 0;
  const eventsUntil = (time: number, group: number, first: WireRow | undefined) => {
    let row = first;
    while (next < events.length && events[next]!.at_ms < time) {
      const event = events[next]!;
      const eventGap = next === 0 ? undefined : event.at_ms - events[next - 1]!.at_ms;
      if (row) Object.assign(row, { event, eventGap });
      else rows.push({ group, event, eventGap });
      row = undefined;
      next += 1;
    }
  };
  eventsUntil(chunks[0]?.at ?? Number.POSITIVE_INFINITY, -1, undefined);
  for (const [group, chunk] of chunks.entries()) {
    const row: WireRow = { group, chunk, chunkGap: group === 0 ? undefined : chunk.at - chunks[group - 1]!.at };
    rows.push(row);
    eventsUntil(chunks[group + 1]?.at ?? Number.POSITIVE_INFINITY, group, row);
  }
  return rows;
}

/** What an event adds to the text of the answer; undefined for one that is about something else. */
export function saidBy({ data }: Pick<StreamEvent, 'data'>): string | undefined {
  if (data === null || typeof data !== 'object') return undefined;
  const { type, content, generation_chunk, choices } = data;
  if (type === 'streaming_agent_output') return content;
  return generation_chunk ?? choices?.[0]?.delta?.content ?? undefined;
}

/** The data of an event in one line. */
export function dataLine(data: unknown): string {
  if (typeof data === 'string') return data;
  if (!isObject(data)) return JSON.stringify(data);
  const { type: _, ...rest } = data;
  return Object.keys(rest).length === 0 ? '' : JSON.stringify(rest);
}

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
