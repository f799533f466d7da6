/** A call of the journal as a client would have to make it again. */
import type { JournalEntry } from '../api/types.ts';

/** A header that is sent as it is, or one whose value the journal does not keep. */
export type ReplayHeader = { name: string; value: string } | { name: string; before: string; secret: string };

export interface Replay {
  method: string;
  url: string;
  headers: ReplayHeader[];
  body: ReplayBody | undefined;
  isStream: boolean;
  /** What whoever makes the call should know. */
  warnings: string[];
}

export type ReplayBody =
  | { type: 'json'; value: unknown }
  | { type: 'text'; text: string }
  | { type: 'form'; fields: [name: string, value: string][] }
  | { type: 'multipart'; fields: [name: string, value: string][]; fileType: string | undefined };

/** Environment variables that stand for what is secret. */
const SECRETS: Record<string, string> = {
  'x-api-key': 'VECTARA_API_KEY',
  authorization: 'VECTARA_API_KEY',
  'x-emulator-control-token': 'VECTARA_EMULATOR_CONTROL_TOKEN',
};
/** What a client says that changes the answer. */
const CARRIED = ['accept', 'content-type', 'request-timeout', 'request-timeout-millis', 'grpc-timeout', 'x-source'];

export function replayOf(entry: JournalEntry, origin: string): Replay {
  const { method, path, query_string, is_stream, request } = entry;
  const url = origin + path + query_string;
  const body = bodyOf(request);
  const warnings = [
    isCut(entry) && 'The journal kept an excerpt of the body only.',
    /\*{4}/.test(url + JSON.stringify(request.body ?? '')) && 'Secrets are not kept: put them in where it says ****.',
    body?.type === 'multipart' && 'Files are not kept: name your own.',
  ].filter((one) => one !== false);
  return { method, url, headers: headersOf(entry, body), body, isStream: is_stream, warnings };
}

function headersOf({ account, request: { headers } }: JournalEntry, body: ReplayBody | undefined): ReplayHeader[] {
  return Object.entries(headers).flatMap(([name, value]): ReplayHeader[] => {
    const text = String(value);
    if (SECRETS[name]) {
      const before = name === 'authorization' ? 'Bearer ' : '';
      return [{ name, before, secret: SECRETS[name] }];
    }
    if (name === 'x-emulator-account') return [{ name, value: account }];
    const isMade = name === 'content-type' && (body === undefined || body.type === 'multipart' || body.type === 'form');
    return CARRIED.includes(name) && text !== '*/*' && !isMade ? [{ name, value: text }] : [];
  });
}

function bodyOf({ headers, body, file }: JournalEntry['request']): ReplayBody | undefined {
  const type = String(headers['content-type'] ?? '');
  if (type.startsWith('multipart/form-data')) {
    return { type: 'multipart', fields: fieldsOf(body), fileType: file?.content_type };
  }
  if (body === undefined || body === null) return undefined;
  if (type.startsWith('application/x-www-form-urlencoded')) return { type: 'form', fields: fieldsOf(body) };
  return typeof body === 'string' && !/\bjson\b/.test(type)
    ? { type: 'text', text: body }
    : { type: 'json', value: body };
}

const fieldsOf = (body: unknown): [string, string][] =>
  Object.entries(body ?? {}).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]);

const LARGEST_WHOLE = 256 * 1024;
/** As the journal marks what it left out of a large body. */
const ELLIPSIS = /…"|"… \d+ more"|"…":/;

function isCut({ request_bytes, request: { headers, body } }: JournalEntry): boolean {
  const mayBe = request_bytes > LARGEST_WHOLE || 'transfer-encoding' in headers;
  return mayBe && ELLIPSIS.test(JSON.stringify(body ?? ''));
}

/** A JSON value as people write it in TypeScript. `depth`: of the line it begins on. */
export function literal(value: unknown, depth = 0): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'undefined';
  const inner = '  '.repeat(depth + 1);
  const members = Array.isArray(value)
    ? value.map((each) => literal(each, depth + 1))
    : Object.entries(value)
        .filter(([, each]) => each !== undefined)
        .map(([name, each]) => `${memberName(name)}: ${literal(each, depth + 1)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (members.length === 0) return open + close;
  return `${open}\n${members.map((member) => `${inner}${member},\n`).join('')}${'  '.repeat(depth)}${close}`;
}

function memberName(name: string): string {
  // Written plainly, it would set the prototype.
  if (name === '__proto__') return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

/** Lines of a comment. */
export const commented = (lines: readonly string[]): string => lines.map((line) => `// ${line}\n`).join('');

/** One word of a POSIX shell, whatever is in the text. */
export const shellQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
