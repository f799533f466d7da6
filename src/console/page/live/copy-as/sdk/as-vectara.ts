import type { JournalEntry } from '../../../../../journal/journal-schema.ts';
import { commented, literal } from '../literal.ts';
import { replayOf } from '../replay.ts';
import { inCamelCase } from './vectara-names.ts';

/** With Vectara's SDK for TypeScript; undefined where it is not certain that the SDK would make the same call. */
export function asVectara(entry: JournalEntry, origin: string): string | undefined {
  const { operation, account, request } = entry;
  const { body, warnings } = replayOf(entry, origin);
  const isQuery = operation === 'query' || operation === 'queryCorpus';
  const isOfAnotherAccount = 'x-emulator-account' in request.headers && account !== 'default';
  if (!isQuery || isOfAnotherAccount || body?.type !== 'json' || !isRecord(body.value)) return undefined;
  const { stream_response, ...asked } = body.value;
  const query = inCamelCase(asked);
  const key = operation === 'queryCorpus' ? corpusKeyOf(entry.path) : '';
  if (query === undefined || key === undefined) return undefined;

  const method = stream_response === true ? 'queryStream' : 'query';
  const called = operation === 'query' ? `client.${method}(` : `client.corpora.${method}(${literal(key)}, `;
  return `import { VectaraClient } from 'vectara';

const client = new VectaraClient({
  apiKey: process.env.VECTARA_API_KEY!,
  environment: { default: ${literal(origin)}, auth: ${literal(origin)} },
});

${commented(warnings)}const answer = await ${called}${literal(query)});
${stream_response === true ? 'for await (const event of answer) console.log(event);' : 'console.log(answer);'}
`;
}

function corpusKeyOf(path: string): string | undefined {
  try {
    return decodeURIComponent(/^\/v2\/corpora\/([^/]+)\/query$/.exec(path)![1]!);
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
