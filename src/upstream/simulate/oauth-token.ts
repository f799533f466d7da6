import type { UpstreamRequest, UpstreamResponse } from '../network/upstream-fetch.ts';
import { jsonResponse, requestId } from './wire-response.ts';

const LIFETIME_SECONDS = 3600;

/** The parameters each grant needs. */
const GRANTS: Record<string, string[]> = {
  client_credentials: ['client_id', 'client_secret'],
  'urn:ietf:params:oauth:grant-type:jwt-bearer': ['assertion'],
};

/** An OAuth 2.0 token endpoint (RFC 6749 §4.4 and §5, RFC 7523) that trusts everyone. */
export function answerTokenRequest(request: UpstreamRequest): UpstreamResponse {
  const form = new URLSearchParams(request.body);
  const grant = form.get('grant_type');
  if (!grant) return refusal('invalid_request', 'Missing required parameter: grant_type');
  const needed = Object.hasOwn(GRANTS, grant) ? GRANTS[grant]! : undefined;
  if (needed === undefined) return refusal('unsupported_grant_type', `Unsupported grant type: ${grant}`);
  const missing = needed.find((name) => !form.get(name));
  if (missing !== undefined) return refusal('invalid_request', `Missing required parameter: ${missing}`);
  const scope = form.get('scope');
  return jsonResponse(
    200,
    {
      access_token: requestId(request, 'simulated-', 40),
      token_type: 'Bearer',
      expires_in: LIFETIME_SECONDS,
      ...(scope === null ? {} : { scope }),
    },
    { 'cache-control': 'no-store' },
  );
}

const refusal = (error: string, description: string): UpstreamResponse =>
  jsonResponse(400, { error, error_description: description }, { 'cache-control': 'no-store' });
