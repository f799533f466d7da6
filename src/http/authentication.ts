import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Account } from '../accounts/account.ts';
import { unauthenticated } from '../errors.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose world this request sees; set before any handler of the API runs. */
    account: Account;
  }
}

/**
 * Puts the caller's account on every request of this scope, or answers 401. `x-api-key` decides when both headers are
 * there: the OpenAI SDK sends a dummy bearer beside a good key (reference §1.2).
 */
export function registerAuthentication(app: FastifyInstance, resolveAccount: (credential: string) => Account): void {
  app.decorateRequest('account');
  app.addHook('onRequest', (request, _reply, done) => {
    const credential = credentialOf(request);
    if (credential === undefined) return done(unauthenticated());
    request.account = resolveAccount(credential);
    done();
  });
}

function credentialOf({ headers }: FastifyRequest): string | undefined {
  const apiKey = headers['x-api-key'];
  if (apiKey !== undefined) return [apiKey].flat()[0]?.trim() || undefined;
  return /^Bearer\s+(\S.*)$/i.exec(headers.authorization ?? '')?.[1]?.trim();
}
