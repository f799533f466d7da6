import type { JournalEntry } from '../../../../journal/journal-schema.ts';
import { commented, literal } from './literal.ts';
import { type Replay, type ReplayBody, replayOf } from './replay.ts';

const READ_STREAM = `for await (const text of response.body!.pipeThrough(new TextDecoderStream())) process.stdout.write(text);`;

/** The call as a piece of TypeScript that needs nothing but `fetch`. */
export function asFetch(entry: JournalEntry, origin: string): string {
  const replay = replayOf(entry, origin);
  const { url, isStream, body, warnings } = replay;
  return [
    commented(warnings),
    body?.type === 'multipart' ? formData(body) : '',
    `const response = await fetch(${literal(url)}, {\n${optionsOf(replay)
      .map((option) => `  ${option},\n`)
      .join('')}});\n`,
    isStream ? READ_STREAM : 'console.log(response.status, await response.text());',
    '\n',
  ].join('');
}

function optionsOf({ method, headers, body }: Replay): string[] {
  const lines = headers.map((header) => {
    const value = 'secret' in header ? `\`${header.before}\${process.env.${header.secret}}\`` : literal(header.value);
    return `    ${literal(header.name)}: ${value},\n`;
  });
  return [
    ...(method === 'GET' ? [] : [`method: ${literal(method)}`]),
    ...(lines.length > 0 ? [`headers: {\n${lines.join('')}  }`] : []),
    ...bodyOption(body),
  ];
}

function bodyOption(body: ReplayBody | undefined): string[] {
  switch (body?.type) {
    case undefined:
      return [];
    case 'json':
      return [`body: JSON.stringify(${literal(body.value, 1)})`];
    case 'text':
      return [`body: ${literal(body.text)}`];
    case 'form':
      return [`body: new URLSearchParams(${literal(body.fields, 1)})`];
    case 'multipart':
      return ['body: form'];
  }
}

const formData = ({ fields, fileType }: Extract<ReplayBody, { type: 'multipart' }>): string =>
  [
    `import { openAsBlob } from 'node:fs';\n\n`,
    'const form = new FormData();\n',
    ...fields.map(([name, value]) => `form.append(${literal(name)}, ${literal(value)});\n`),
    `form.append("file", await openAsBlob("FILE"${fileType ? `, { type: ${literal(fileType)} }` : ''}), "FILE");\n\n`,
  ].join('');
