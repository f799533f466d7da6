/** Named in an import, `node:http` would load Node's own undici for its WebSocket: a tenth of the start. */
const { STATUS_CODES } = process.getBuiltinModule('node:http');
/**
 * What a provider's error body says, in one line: its own message where the shape is known, else its text, from which
 * `redact` takes the secrets before markup is taken out, lest that tear one apart. The message is yet to be redacted.
 */
export function errorMessage(body: string, status: number, redact: (text: string) => string): string {
  return oneLine(messageIn(parsed(body)) ?? plainText(redact(body))) || (STATUS_CODES[status] ?? 'no message');
}

/**
 * The message inside a JSON error of OpenAI, Anthropic, Google (which also sends lists of one), AWS, OAuth, FastAPI, Apigee or OpenRouter;
 * undefined when there is none.
 */
export function messageIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value || undefined;
  if (Array.isArray(value)) return messageIn(value[0]);
  if (typeof value !== 'object' || value === null) return undefined;
  const member = value as Record<string, unknown>;
  const behind = behindIn(member.metadata);
  if (behind !== undefined) return [messageIn(member.message), behind].filter(Boolean).join(': ');
  return (
    (typeof member.error === 'object' ? messageIn(member.error) : undefined) ??
    messageIn(member.message) ??
    messageIn(member.Message) ??
    messageIn(member.error_description) ??
    messageIn(member.error) ??
    messageIn(member.detail) ??
    messageIn(member.msg) ??
    messageIn(member.errors) ??
    messageIn(member.fault) ??
    messageIn(member.faultstring)
  );
}

/** What the provider behind OpenRouter said, as its text or its JSON; undefined when nothing was passed on. */
function behindIn(metadata: unknown): string | undefined {
  const raw = typeof metadata === 'object' && metadata !== null ? (metadata as { raw?: unknown }).raw : undefined;
  return messageIn(typeof raw === 'string' ? (parsed(raw) ?? raw) : raw);
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
