/** One request to the emulator: to its own API, or to Vectara's. */

export interface ControlTarget {
  url: string;
  /** Sent with every request. */
  headers: Record<string, string>;
  fetch: typeof fetch;
}

export interface ControlRequest {
  /** Sent as JSON; a text is sent as it is. */
  body?: unknown;
  query?: object;
}

export type ControlCall = <Answer>(method: string, path: string, request?: ControlRequest) => Promise<Answer>;

interface Refusal {
  messages?: string[];
  field_errors?: Record<string, string>;
}

/** What the emulator did not do, in its own words. */
export class EmulatorRefused extends Error {
  override name = 'EmulatorRefused';
  readonly status: number;
  /** What is wrong with which field, for a 400. */
  readonly fieldErrors: Record<string, string>;

  constructor(what: string, status: number, { messages = [], field_errors = {} }: Refusal) {
    const fields = Object.entries(field_errors).map(([field, problem]) => `${field} ${problem}`);
    super(`${what}: ${[...messages, ...fields].join(' ') || `the emulator answered ${status}.`}`);
    this.status = status;
    this.fieldErrors = field_errors;
  }
}

/** Requests to what is below `/_emulator`, or `/v2`; they throw EmulatorRefused when the answer is no success. */
export function createControlCall(
  { url, headers, fetch }: ControlTarget,
  below: '/_emulator' | '/v2' = '/_emulator',
): ControlCall {
  return async (method, path, { body, query = {} } = {}) => {
    const target = new URL(`${below}${path}`, url);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) target.searchParams.set(name, String(value));
    }
    const content = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(target, {
      method,
      headers: { ...headers, ...content },
      body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const answer = readAnswer(await response.text());
    if (!response.ok) throw new EmulatorRefused(`${method} ${target.pathname}`, response.status, answer ?? {});
    return answer;
  };
}

/** What answers may be no emulator at all, and speak no JSON. */
function readAnswer(text: string) {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return { messages: [text.slice(0, 200)] };
  }
}
