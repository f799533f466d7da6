/** The API as seeding calls it: in process, as the owner of an account. */
import type { Account } from '../../../accounts/account.ts';
import type { TrustedCall, TrustedCalls } from '../../../calls/call.ts';

/** Hands a request to the server as if it had come over the network. */
export type Inject = (request: {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers: Record<string, string>;
  payload?: string | Buffer;
}) => Promise<{ statusCode: number; body: string }>;

/** What the API refused, in its own words. */
export class Refused extends Error {
  override name = 'Refused';
  readonly fieldErrors: Record<string, string>;
  readonly statusCode: number;

  constructor(
    statusCode: number,
    { messages = [], field_errors = {} }: { messages?: string[]; field_errors?: object },
  ) {
    super(messages[0] ?? `The answer was ${statusCode}.`);
    this.statusCode = statusCode;
    this.fieldErrors = { ...field_errors };
  }
}

// biome-ignore lint/suspicious/noExplicitAny: bodies have the shapes of the API's schemas
type Body = any;

export type CallOptions = Partial<Pick<TrustedCall, 'testsConnections' | 'secrets'>>;

export type ApiCalls = ReturnType<typeof createApiCalls>;

export function createApiCalls(account: Account, inject: Inject, trusted: TrustedCalls) {
  /** The body of the answer; throws Refused. */
  async function call(
    method: Parameters<Inject>[0]['method'],
    url: string,
    body?: object | FormData,
    options: CallOptions = {},
  ): Promise<Body> {
    const { type, payload } = await encode(body);
    const headers = { 'x-api-key': 'seed', ...(type ? { 'content-type': type } : {}) };
    const request = { method, url, headers, ...(payload ? { payload } : {}) };
    const answer = await trusted.run({ account, testsConnections: false, ...options }, () => inject(request));
    const given = answer.body === '' ? undefined : JSON.parse(answer.body);
    if (answer.statusCode >= 400) throw new Refused(answer.statusCode, given ?? {});
    return given;
  }

  /** Every record of a list, `member` of its pages. */
  async function listAll(url: string, member: string, limit = 100): Promise<Body[]> {
    const records: Body[] = [];
    let pageKey: string | undefined;
    do {
      const key = pageKey === undefined ? '' : `&page_key=${encodeURIComponent(pageKey)}`;
      const page = await call('GET', `${url}?limit=${limit}${key}`);
      records.push(...page[member]);
      pageKey = page.metadata.page_key;
    } while (pageKey !== undefined);
    return records;
  }

  return { call, listAll };
}

async function encode(body: object | undefined): Promise<{ type?: string; payload?: string | Buffer }> {
  if (body === undefined) return {};
  if (!(body instanceof FormData)) return { type: 'application/json', payload: JSON.stringify(body) };
  const form = new Response(body);
  return { type: form.headers.get('content-type')!, payload: Buffer.from(await form.arrayBuffer()) };
}
