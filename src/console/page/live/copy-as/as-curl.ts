import type { JournalEntry } from '../../../../journal/journal-schema.ts';
import { type Replay, type ReplayBody, type ReplayHeader, replayOf } from './replay.ts';
import { shellQuoted } from './shell.ts';

/** A command that makes the call again; `$VECTARA_API_KEY` stands for the key. */
export function asCurl(entry: JournalEntry, origin: string): string {
  const replay = replayOf(entry, origin);
  const command = [`curl ${shellQuoted(replay.url)}`, ...optionsOf(replay)].join(' \\\n  ');
  return [...replay.warnings.map((one) => `# ${one}`), command].join('\n');
}

function optionsOf({ method, url, headers, body, isStream }: Replay): string[] {
  return [
    ...methodOf(method, body),
    // So that curl takes the address as it is.
    ...(/[[\]{}]/.test(url) ? ['--globoff'] : []),
    ...(/\/\.{1,2}(\/|$)/.test(url) ? ['--path-as-is'] : []),
    ...(isStream ? ['--no-buffer'] : []),
    ...headers.map((header) => `-H ${quotedHeader(header)}`),
    ...bodyOptions(body),
  ];
}

function methodOf(method: string, body: ReplayBody | undefined): string[] {
  if (method === 'HEAD') return ['--head'];
  return method === (body ? 'POST' : 'GET') ? [] : [`-X ${method}`];
}

const quotedHeader = (header: ReplayHeader): string =>
  'secret' in header
    ? `"${header.name}: ${header.before}$${header.secret}"`
    : shellQuoted(`${header.name}: ${header.value}`);

function bodyOptions(body: ReplayBody | undefined): string[] {
  switch (body?.type) {
    case undefined:
      return [];
    case 'json':
      return [`--data-raw ${shellQuoted(JSON.stringify(body.value, null, 2))}`];
    case 'text':
      return [`--data-raw ${shellQuoted(body.text)}`];
    case 'form':
      return body.fields.map((field) => `--data-urlencode ${shellQuoted(field.join('='))}`);
    case 'multipart':
      return [
        ...body.fields.map((field) => `--form-string ${shellQuoted(field.join('='))}`),
        `-F ${shellQuoted(`file=@FILE${body.fileType ? `;type=${body.fileType}` : ''}`)}`,
      ];
  }
}
