import type { FastifyInstance, FastifyRequest } from 'fastify';
import { invalidFields } from '../errors.ts';
import { unknownErrors, unknownMembers } from './unknown-members.ts';
import type { JsonSchema } from './validation.ts';

/** Members and parameters that the schema of a request does not declare, and that Vectara ignores, as field errors. */
export function undeclared({ routeOptions, query, body }: FastifyRequest) {
  const { body: ofBody, querystring = { type: 'object', properties: {} } } = (routeOptions.schema ?? {}) as {
    body?: JsonSchema;
    querystring?: JsonSchema;
  };
  return unknownErrors([
    ...unknownMembers(querystring, query, 'query'),
    ...(ofBody === undefined ? [] : unknownMembers(ofBody, body, 'body')),
  ]);
}

/** Refuses, where `isStrict`, what Vectara would ignore. Whatever else is wrong with a request is said first. */
export function registerStrictFields(app: FastifyInstance, isStrict: (request: FastifyRequest) => boolean): void {
  app.addHook('preHandler', (request, _reply, done) => {
    if (!isStrict(request)) return done();
    const errors = undeclared(request);
    done(Object.keys(errors).length > 0 ? invalidFields(errors) : undefined);
  });
}
