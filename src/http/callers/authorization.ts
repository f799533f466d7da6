import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  type AccessRule,
  accessRuleOf,
  isAllowedEverywhere,
  isAllowedOn,
  isAllowedOnAny,
} from '../../access/access-rules.ts';
import { forbidden } from '../../errors.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the operation of this route requires of its caller. */
    access?: { operationId: string; rule: AccessRule };
  }
}

/**
 * Refuses callers without a role for the operation, before anything else of the request is looked at; for corpora that
 * are named in the body, right after that was validated. What is required comes from the contract (reference accounts §2).
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
    const { corpus_key } = request.params as { corpus_key?: string };
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

function refusal(request: FastifyRequest) {
  const { operationId, rule } = request.routeOptions.config.access!;
  const onCorpora = rule.corpus.length > 0 ? `, or one of ${rule.corpus.join(', ')} on each of its corpora` : '';
  return forbidden(
    `PERMISSION_DENIED: The caller lacks a role for ${operationId}. It takes one of ${rule.api.join(', ')}${onCorpora}.`,
  );
}
