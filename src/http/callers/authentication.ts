import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Principal } from '../../access/principal.ts';
import type { Account } from '../../accounts/account.ts';
import { ACCOUNT_NAME, ACCOUNT_NAME_RULE } from '../../accounts/account-name.ts';
import { invalidField, unauthenticated } from '../../errors.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Asks for no credential, and its requests have no account. */
    isPublic?: boolean;
  }
  interface FastifyRequest {
    /** Whose world this request sees; set before any handler of the API runs. */
    account: Account;
    /** Who calls. */
    principal: Principal;
  }
}

export interface AuthenticationDependencies {
  /** Throws 400, 401 or 403. */
  authenticate(credential: string, wanted: string | undefined): Principal | Promise<Principal>;
  /** Keeps an account open until the function that is returned is called. */
  hold(account: Account): () => void;
}

/**
 * Puts the caller and its account on every request of this scope, or answers 401. `x-api-key` decides when both headers
 * are there: the OpenAI SDK sends a dummy bearer beside a good key (reference §1.2).
 */
export function registerAuthentication(app: FastifyInstance, { authenticate, hold }: AuthenticationDependencies): void {
  app.decorateRequest('account');
  app.decorateRequest('principal');
  app.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config.isPublic) return done();
    const enter = (principal: Principal) => {
      request.principal = principal;
      request.account = principal.account;
      reply.raw.on('close', hold(principal.account));
      done();
    };
    try {
      const credential = credentialOf(request);
      if (credential === undefined) throw unauthenticated();
      const principal = authenticate(credential, wantedAccount(request));
      if (principal instanceof Promise) principal.then(enter, done);
      else enter(principal);
    } catch (error) {
      done(error as Error);
    }
  });
}

/** The credential a request was sent with. */
export function credentialOf({ headers }: FastifyRequest): string | undefined {
  const apiKey = headers['x-api-key'];
  if (apiKey !== undefined) return (typeof apiKey === 'string' ? apiKey : apiKey[0])?.trim() || undefined;
  return /^Bearer\s+(\S.*)$/i.exec(headers.authorization ?? '')?.[1]?.trim();
}

/** The account a request asks for by name. Throws 400. */
export function wantedAccount({ headers }: FastifyRequest): string | undefined {
  const name = headers['x-emulator-account']?.toString();
  if (name !== undefined && !ACCOUNT_NAME.test(name)) {
    throw invalidField('header.x-emulator-account', ACCOUNT_NAME_RULE);
  }
  return name;
}
