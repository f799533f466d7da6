/** Calls of the journal as code that makes them again: a curl command, `fetch`, or a call of an SDK. */
import type { JournalEntry } from '../api/types.ts';
import {
  commented,
  literal,
  type Replay,
  type ReplayBody,
  type ReplayHeader,
  replayOf,
  shellQuoted,
} from './replay.ts';

/** A command that makes the call again; `$VECTARA_API_KEY` stands for the key. */
export function asCurl(entry: JournalEntry, origin: string): string {
  const replay = replayOf(entry, origin);
  const command = [`curl ${shellQuoted(replay.url)}`, ...curlOptionsOf(replay)].join(' \\\n  ');
  return [...replay.warnings.map((one) => `# ${one}`), command].join('\n');
}

function curlOptionsOf({ method, url, headers, body, isStream }: Replay): string[] {
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

const READ_STREAM = `for await (const text of response.body!.pipeThrough(new TextDecoderStream())) process.stdout.write(text);`;

/** The call as a piece of TypeScript that needs nothing but `fetch`. */
function asFetch(entry: JournalEntry, origin: string): string {
  const replay = replayOf(entry, origin);
  const { url, isStream, body, warnings } = replay;
  return [
    commented(warnings),
    body?.type === 'multipart' ? formData(body) : '',
    `const response = await fetch(${literal(url)}, {\n${fetchOptionsOf(replay)
      .map((option) => `  ${option},\n`)
      .join('')}});\n`,
    isStream ? READ_STREAM : 'console.log(response.status, await response.text());',
    '\n',
  ].join('');
}

function fetchOptionsOf({ method, headers, body }: Replay): string[] {
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

export interface SdkCall {
  client: 'Vectara SDK' | 'OpenAI SDK' | 'fetch';
  /** TypeScript; `process.env.VECTARA_API_KEY` stands for the key. */
  code: string;
}

/** The call in the words of the client that people would make it with. */
export function asSdkCall(entry: JournalEntry, origin: string): SdkCall {
  const vectara = asVectara(entry, origin);
  if (vectara) return { client: 'Vectara SDK', code: vectara };
  const openai = asOpenAi(entry, origin);
  if (openai) return { client: 'OpenAI SDK', code: openai };
  return { client: 'fetch', code: asFetch(entry, origin) };
}

/** With Vectara's SDK for TypeScript; undefined where it is not certain that the SDK would make the same call. */
function asVectara(entry: JournalEntry, origin: string): string | undefined {
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

/** With the `openai` package; undefined for what is no chat completion. */
function asOpenAi(entry: JournalEntry, origin: string): string | undefined {
  const { operation, account, request } = entry;
  const { body, isStream, warnings } = replayOf(entry, origin);
  if (operation !== 'createChatCompletion' || body?.type !== 'json') return undefined;
  const settings = [
    'apiKey: process.env.VECTARA_API_KEY',
    `baseURL: ${literal(`${origin}/v2/llms`)}`,
    ...('x-emulator-account' in request.headers
      ? [`defaultHeaders: { "x-emulator-account": ${literal(account)} }`]
      : []),
  ];
  return `import OpenAI from 'openai';

const client = new OpenAI({
${settings.map((setting) => `  ${setting},\n`).join('')}});

${commented(warnings)}const completion = await client.chat.completions.create(${literal(body.value)});
${isStream ? 'for await (const chunk of completion) console.log(chunk.choices);' : 'console.log(completion.choices);'}
`;
}

/** How the Vectara SDK for TypeScript names what a query says: its own names are in camel case, those of users stay. */
const NAMES = new Set(
  `query search corpora corpus_key custom_dimensions metadata_filter lexical_interpolation semantics offset limit
  context_configuration characters_before characters_after sentences_before sentences_after start_tag end_tag
  reranker type reranker_id reranker_name cutoff include_context diversity_bias user_function rerankers
  generation generation_preset_name prompt_template max_used_search_results max_response_characters response_language
  model_parameters llm_name max_tokens temperature frequency_penalty presence_penalty
  citations style url_pattern text_pattern enable_factual_consistency_score enabled
  save_history intelligent_query_rewriting`.split(/\s+/),
);
/** What is inside has names that users chose. */
const OPEN = new Set(['custom_dimensions']);

/** Undefined where there is a name that the SDK may not know. Nulls are left out, as they mean. */
function inCamelCase(value: unknown): unknown {
  if (Array.isArray(value)) {
    const members = value.map(inCamelCase);
    return members.includes(undefined) ? undefined : members;
  }
  if (value === null || typeof value !== 'object') return value;
  const renamed: Record<string, unknown> = {};
  for (const [name, each] of Object.entries(value)) {
    if (each === null || each === undefined) continue;
    const own = OPEN.has(name) ? each : inCamelCase(each);
    if (!NAMES.has(name) || own === undefined) return undefined;
    renamed[name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())] = own;
  }
  return renamed;
}
