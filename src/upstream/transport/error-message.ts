/** Named in an import, `node:http` would load Node's own undici for its WebSocket: a tenth of the start. */
const { STATUS_CODES } = process.getBuiltinModule('node:http');
/**
 * What a provider's error body says, in one line: its own message where the shape is known, else its text, from which
 * `redact` takes the secrets before markup is taken out, lest that tear one apart. The message is yet to be redacted.
 */
export function errorMessage(body: string, status: number, redact: (text: string) => string): string {
  return oneLine(messageIn(parsed(body)) ?? plainText(redact(body))) || (STATUS_CODES[status] ?? 'no message');
}

/** No error is nested as deep; what is deeper is not looked into. */
const DEEPEST = 8;

/** Members that hold the words of an error, in any letter case; the first that says something counts. */
const WORDED = [
  'message',
  'errormessage',
  'error_message',
  'error_msg',
  'errmsg',
  'error_description',
  'error',
  'detail',
  'msg',
  'status_msg',
  'errors',
  'fault',
  'faultstring',
  'base_resp',
  'title',
  'reason',
];

/**
 * The message inside a JSON error of OpenAI, Azure, Anthropic, Google (which also sends lists of one), AWS, OAuth, FastAPI, Apigee,
 * MiniMax, OpenRouter and their like; undefined when there is none.
 */
export function messageIn(value: unknown, depth = 0): string | undefined {
  if (depth > DEEPEST) return undefined;
  if (typeof value === 'string') return messageInText(value, depth);
  if (Array.isArray(value)) {
    const messages = value.slice(0, 5).flatMap((one) => messageIn(one, depth + 1) ?? []);
    return messages.join('; ') || undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const member = Object.fromEntries(Object.entries(value).map(([name, one]) => [name.toLowerCase(), one]));
  const within = typeof member.error === 'object' ? messageIn(member.error, depth + 1) : undefined;
  let message = within;
  for (const name of WORDED) message ??= messageIn(member[name], depth + 1);
  const behind = behindIn(member.metadata, depth + 1);
  if (behind !== undefined) return [message, behind].filter(Boolean).join(': ');
  if (message === undefined) return undefined;
  const filters = filtersIn(member.innererror ?? member.inner_error);
  if (filters) return `content filter (${filters}): ${message}`;
  const place = placeIn(member.loc);
  return place ? `${place}: ${message}` : message;
}

/** Gateways pass on the JSON of who failed as a text. */
const messageInText = (text: string, depth: number): string | undefined =>
  (/^\s*[[{]/.test(text) ? messageIn(parsed(text), depth + 1) : undefined) ?? (text.trim() === '' ? undefined : text);

/** The place of a mistake as FastAPI names it: `body.messages.0.role`. */
const placeIn = (loc: unknown): string =>
  [Array.isArray(loc) ? loc : []]
    .flat()
    .filter((step) => typeof step === 'string' || typeof step === 'number')
    .join('.');

/** What made Azure refuse a prompt: the categories that were filtered, with their severity. */
function filtersIn(inner: unknown): string {
  const { content_filter_result: result, content_filter_results: results } = (inner ?? {}) as Record<string, unknown>;
  return Object.entries((result ?? results ?? {}) as Record<string, { filtered?: unknown; severity?: unknown } | null>)
    .filter(([, found]) => found?.filtered === true)
    .map(([category, found]) => (typeof found?.severity === 'string' ? `${category}: ${found.severity}` : category))
    .join(', ');
}

/** What the provider behind OpenRouter said, as its text or its JSON; undefined when nothing was passed on. */
function behindIn(metadata: unknown, depth: number): string | undefined {
  const raw = typeof metadata === 'object' && metadata !== null ? (metadata as { raw?: unknown }).raw : undefined;
  return messageIn(raw, depth);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Error pages of proxies: their visible words. */
const plainText = (body: string): string =>
  /^\s*</.test(body) ? body.replace(/<(style|script)\b.*?<\/\1>/gis, ' ').replace(/<[^>]*>/g, ' ') : body;

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
