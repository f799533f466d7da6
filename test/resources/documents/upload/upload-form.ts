import type { Client, Json } from '../../../support/client.ts';
import { API_KEY } from '../../../support/client.ts';
import { uniqueName } from '../../../support/emulator.ts';

export interface RawPart {
  name: string;
  /** After the name in Content-Disposition, as it stands on the wire. */
  disposition?: string;
  type?: string;
  content: string | Uint8Array;
}

const BOUNDARY = 'a-boundary';

/** A form byte by byte, for what FormData cannot say. */
export function rawForm(parts: RawPart[], end = `--${BOUNDARY}--\r\n`): Buffer {
  const written = parts.flatMap(({ name, disposition = '', type, content }) => [
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${disposition}\r\n`,
    `${type ? `Content-Type: ${type}\r\n` : ''}\r\n`,
    content,
    '\r\n',
  ]);
  return Buffer.concat([...written, end].map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)));
}

export const json = (value: unknown) => new Blob([JSON.stringify(value)], { type: 'application/json' });

export interface Answer {
  status: number;
  body: Json;
}

export function uploader(api: Client) {
  const send = async (corpus: string, body: FormData | Buffer | string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${api.url}/v2/corpora/${corpus}/upload_file`, {
      method: 'POST',
      headers: { 'x-api-key': API_KEY, ...headers },
      body: body as RequestInit['body'],
    });
    return { status: response.status, body: await response.json() } as Answer;
  };

  return {
    send,

    /** As browsers and SDKs send it; `fields` are strings or JSON blobs. */
    upload(corpus: string, name: string, content: string | Uint8Array, fields: Record<string, string | Blob> = {}) {
      const form = new FormData();
      form.append('file', new Blob([content]), name);
      for (const [field, value] of Object.entries(fields)) form.append(field, value as Blob);
      return send(corpus, form);
    },

    raw: (corpus: string, parts: RawPart[], end?: string) =>
      send(corpus, rawForm(parts, end), { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` }),

    newCorpus: async (settings: Json = {}): Promise<string> =>
      (await api.create('/v2/corpora', { key: uniqueName('uploads'), ...settings })).key,

    idsOf: async (corpus: string): Promise<string[]> =>
      (await api.read(`/v2/corpora/${corpus}/documents?limit=100`)).documents.map(({ id }: Json) => id),
  };
}
