/** Who calls, in which account, and whether they may (docs/behaviour/accounts.md, Credentials and Roles). */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  type AccessRule,
  accessRuleOf,
  isAllowedEverywhere,
  isAllowedOn,
  isAllowedOnAgent,
  isAllowedOnAny,
} from '../access/access-rules.ts';
import type { Principal } from '../access/principal.ts';
import type { Account } from '../accounts/account.ts';
import { ACCOUNT_NAME, ACCOUNT_NAME_RULE, DEFAULT_ACCOUNT } from '../accounts/account-name.ts';
import { DatabaseUnusable } from '../accounts/open-database.ts';
import { forbidden, invalidField, unauthenticated } from '../errors.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Asks for no credential, and its requests have no account. */
    isPublic?: boolean;
    /** Takes requests about an account whose database cannot be opened. */
    repairsAccounts?: boolean;
  }
  interface FastifyRequest {
    /** Whose world this request sees; set before any handler of the API runs. */
    account: Account;
    /** The name of an account that cannot be opened, where a route repairs such ones; there is no `account` then. */
    damagedAccount: string | undefined;
    /** Who calls. */
    principal: Principal;
  }
}

/** Who may call. */
export interface Callers {
  /** By the credential of a request and the account it asks for by name. Throws 400, 401 or 403. */
  authenticate(credential: string, wanted: string | undefined): Principal | Promise<Principal>;
}

export interface OpenAccounts {
  open(name: string): Account;
  /** Keeps an account open until the function that is returned is called. */
  hold(account: Account): () => void;
}

/**
 * Puts the caller and its account on every request of this scope, or answers 401. `x-api-key` decides when both headers
 * are there: the OpenAI SDK sends a dummy bearer beside a good key (docs/behaviour/accounts.md, Credentials).
 */
export function registerAuthentication(app: FastifyInstance, { hold }: OpenAccounts, { authenticate }: Callers): void {
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
function credentialOf({ headers }: FastifyRequest): string | undefined {
  const apiKey = headers['x-api-key'];
  if (apiKey !== undefined) return (typeof apiKey === 'string' ? apiKey : apiKey[0])?.trim() || undefined;
  return /^Bearer\s+(\S.*)$/i.exec(headers.authorization ?? '')?.[1]?.trim();
}

/** The account a request asks for by name. Throws 400. */
function wantedAccount({ headers }: FastifyRequest): string | undefined {
  const name = headers['x-emulator-account']?.toString();
  if (name !== undefined && !ACCOUNT_NAME.test(name)) {
    throw invalidField('header.x-emulator-account', ACCOUNT_NAME_RULE);
  }
  return name;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the operation of this route requires of its caller. */
    access?: { operationId: string; rule: AccessRule };
  }
}

/**
 * Refuses callers without a role for the operation, before anything else of the request is looked at; for corpora that
 * are named in the body, right after that was validated. What is required comes from the contract
 * (docs/behaviour/accounts.md, Roles).
 */
export function registerAuthorization(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    const operationId = (route.schema as { operationId?: string } | undefined)?.operationId;
    if (operationId && !route.config?.isPublic)
      route.config = { ...route.config, access: { operationId, rule: accessRuleOf(operationId) } };
  });

  app.addHook('onRequest', (request, _reply, done) => {
    const { access } = request.routeOptions.config;
    if (!access || isAllowedEverywhere(access.rule, request.principal.roles)) return done();
    const { corpus_key, agent_key } = request.params as { corpus_key?: string; agent_key?: string };
    if (isAllowedOnAgent(access.rule, request.principal.roles, agent_key)) return done();
    if (corpus_key !== undefined)
      return done(isAllowedOn(access.rule, request.principal.roles, [corpus_key]) ? undefined : refusal(request));
    if (isAllowedOnAny(access.operationId, access.rule, request.principal.roles)) return done();
    // Which corpora a query is about is in its body.
    if (access.rule.corpus.length > 0 && request.principal.roles.corpus_roles.length > 0) return done();
    done(refusal(request));
  });

  app.addHook('preHandler', (request, _reply, done) => {
    const { access } = request.routeOptions.config;
    if (!access || access.rule.corpus.length === 0 || 'corpus_key' in (request.params as object)) return done();
    const { roles } = request.principal;
    if (isAllowedEverywhere(access.rule, roles) || isAllowedOnAny(access.operationId, access.rule, roles))
      return done();
    done(isAllowedOn(access.rule, roles, corporaOf(request.body)) ? undefined : refusal(request));
  });
}

/** The corpora that a query names. */
const corporaOf = (body: unknown): string[] => {
  const { search } = (body ?? {}) as { search?: { corpora?: { corpus_key: string }[] } };
  return (search?.corpora ?? []).map(({ corpus_key }) => corpus_key);
};

/** A corpus on which a caller has no role at all is named in Vectara's own words, which clients compare with. */
function refusal(request: FastifyRequest) {
  const { operationId, rule } = request.routeOptions.config.access!;
  const { corpus_key } = request.params as { corpus_key?: string };
  const named = corpus_key === undefined ? corporaOf(request.body) : [corpus_key];
  const { corpus_roles } = request.principal.roles;
  const outOfReach = named.find((key) => !corpus_roles.some((role) => role.corpus_key === key));
  if (rule.corpus.length > 0 && outOfReach !== undefined) return forbidden(`Denied access to resource ${outOfReach}.`);
  const onCorpora = rule.corpus.length > 0 ? `, or one of ${rule.corpus.join(', ')} on each of its corpora` : '';
  return forbidden(
    `PERMISSION_DENIED: The caller lacks a role for ${operationId}. It takes one of ${rule.api.join(', ')}${onCorpora}.`,
  );
}

/**
 * Puts the account that a request to the control API is about on it: the caller's, the one `x-emulator-account` names,
 * or, without either, the account `default`. The control API asks for no credential: it is for this machine alone.
 * A route that repairs accounts gets the name of one that cannot be opened instead.
 */
export function registerControlAccount(app: FastifyInstance, accounts: OpenAccounts, { authenticate }: Callers) {
  app.decorateRequest('account');
  app.decorateRequest('damagedAccount');
  app.addHook('onRequest', async (request, reply) => {
    const wanted = wantedAccount(request);
    const credential = credentialOf(request);
    try {
      request.account =
        credential === undefined
          ? accounts.open(wanted ?? DEFAULT_ACCOUNT)
          : (await authenticate(credential, wanted)).account;
    } catch (error) {
      const damaged = error instanceof DatabaseUnusable ? error.account : undefined;
      if (damaged === undefined || !request.routeOptions.config.repairsAccounts) throw error;
      request.damagedAccount = damaged;
      return;
    }
    reply.raw.once('close', accounts.hold(request.account));
  });
}

/** Has requests wait for what an account must have before it is used: `ready` gives what to wait for, if anything. */
export function registerReadiness(app: FastifyInstance, ready: (account: Account) => Promise<void> | undefined): void {
  app.addHook('onRequest', ({ account }, _reply, done) => {
    const filling = account && ready(account);
    if (filling) filling.then(() => done(), done);
    else done();
  });
}
