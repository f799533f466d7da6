import type { Client, Json } from '../../support/client.ts';

/** The whole entry of the newest call that matches, once it is over. */
export const entryOf = async (api: Client, filter: Record<string, string>): Promise<Json> =>
  api.read(`/_emulator/journal/wait?${new URLSearchParams(filter)}`);

export const notesOf = (entry: Json, kind: string): Json[] => entry.notes.filter((note: Json) => note.kind === kind);

export const idOf = (answer: { headers: Headers }, body: Json): string =>
  body?.request_id ?? answer.headers.get('x-id');
