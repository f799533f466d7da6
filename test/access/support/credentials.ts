import type { Answer, CallOptions, Client, Json } from '../../support/client.ts';

/** The options of a call with this API key. */
export const as = (secret: string): CallOptions => ({ headers: { 'x-api-key': secret } });

/** A GET with these headers and no others: no key is added. */
export async function getWith(url: string, path: string, headers: Record<string, string>): Promise<Answer> {
  const response = await fetch(url + path, { headers });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
}

export const getWithToken = (url: string, path: string, token: string) =>
  getWith(url, path, { authorization: `Bearer ${token}` });

/** The secret of a new API key with these roles. */
export async function newKey(api: Client, roles: object): Promise<string> {
  return (await api.create('/v2/api_keys', { name: 'k', ...roles })).secret_key;
}

export const newAppClient = (api: Client, given: object = {}): Promise<Json> =>
  api.create('/v2/app_clients', { type: 'client_credentials', name: 'c', ...given });

/** A POST of a form, as both SDKs ask for a token. */
export async function postForm(
  url: string,
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(url + path, { method: 'POST', headers, body: new URLSearchParams(fields) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
}

export const askForToken = (url: string, client: { client_id: string; client_secret: string }) =>
  postForm(url, '/oauth/token', {
    grant_type: 'client_credentials',
    client_id: client.client_id,
    client_secret: client.client_secret,
  });

/** The token of an app client; its request must succeed. */
export async function tokenOf(url: string, client: Json): Promise<string> {
  const answer = await askForToken(url, client);
  if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.text}`);
  return answer.body.access_token;
}
