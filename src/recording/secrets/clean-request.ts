import { secretsOfRequest } from '../../secrets/request-secrets.ts';
import { createSecretMask } from '../../secrets/secret-mask.ts';
import { isCredentialName } from '../../secrets/secret-names.ts';
import type { UpstreamRequest } from '../../upstream/network/upstream-fetch.ts';
import { readBody } from '../format/read-body.ts';
import type { RecordedRequest } from '../format/recording-schema.ts';
import { cleanTokenRequest, REDACTED, tokenRequestSecrets } from './token-exchange.ts';

/** Headers that a recording keeps. Lower-case names. */
const KEPT = new Set(['content-type', 'accept', 'anthropic-version', 'anthropic-beta', 'openai-beta']);

export interface CleanRequest {
  /** Fit to be kept. */
  request: RecordedRequest;
  /** What must not appear in the answer either. */
  secrets: string[];
}

export function cleanRequest(original: UpstreamRequest): CleanRequest {
  const { dialect, model, url, headers } = original;
  const isTokenRequest = dialect === 'oauth-token';
  const body = readBody(original.body, headers['content-type']);
  const secrets = [...secretsOfRequest(original, body), ...(isTokenRequest ? tokenRequestSecrets(body) : [])];
  const mask = createSecretMask(secrets);
  const kept = Object.entries(keptHeaders(headers)).map(([name, value]) => [name, mask.text(value)]);
  return {
    secrets,
    request: {
      dialect,
      model: mask.text(model),
      url: mask.text(cleanUrl(url)),
      headers: Object.fromEntries(kept),
      body: mask.json(isTokenRequest ? cleanTokenRequest(body) : body),
    },
  };
}

/** The same request with nothing taken out, as far as it can be compared with a recording. */
export const plainRequest = ({ dialect, model, url, headers, body }: UpstreamRequest): RecordedRequest => ({
  dialect,
  model,
  url: cleanUrl(url),
  headers: keptHeaders(headers),
  body: readBody(body, headers['content-type']),
});

/** A request that does not say what it accepts takes anything (RFC 9110 §12.5.1). */
const keptHeaders = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries({ accept: '*/*', ...headers }).filter(([name]) => KEPT.has(name)));

/** Without who calls, and with credentials in its query replaced. */
function cleanUrl(url: string): string {
  const parsed = URL.parse(url);
  if (!parsed) return REDACTED;
  parsed.username = '';
  parsed.password = '';
  for (const name of new Set(parsed.searchParams.keys())) {
    if (isCredentialName(name)) parsed.searchParams.set(name, REDACTED);
  }
  return parsed.href;
}
