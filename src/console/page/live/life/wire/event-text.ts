import type { StreamEvent } from '../notes/call-notes.ts';

interface EventData {
  generation_chunk?: string;
  choices?: { delta?: { content?: string | null } }[];
}

/** What an event adds to the text of the answer; undefined for one that is about something else. */
export function saidBy({ data }: Pick<StreamEvent, 'data'>): string | undefined {
  if (data === null || typeof data !== 'object') return undefined;
  const { generation_chunk, choices } = data as EventData;
  return generation_chunk ?? choices?.[0]?.delta?.content ?? undefined;
}

/** The data of an event in one line. */
export function dataLine(data: unknown): string {
  if (typeof data === 'string') return data;
  if (data === null || typeof data !== 'object') return JSON.stringify(data);
  const { type: _, ...rest } = data as Record<string, unknown>;
  return Object.keys(rest).length === 0 ? '' : JSON.stringify(rest);
}
