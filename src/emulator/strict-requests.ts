/** Nothing that is misspelt is accepted in silence: neither a path, nor a parameter, nor a member of a body. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { didYouMean } from '../basics/suggest.ts';
import { ApiError, invalidFields, methodNotAllowed } from '../errors.ts';
import { notKnown, unknownErrors, unknownMembers } from '../http/unknown-members.ts';
import type { JsonSchema } from '../http/validation.ts';

const PREFIX = '/_emulator';

/** For the scope of the emulator's own API, before its routes are registered. */
export function registerStrictRequests(app: FastifyInstance): void {
  const methodsOf = new Map<string, string[]>();
  app.addHook('onRoute', ({ method, url }) => {
    if (url === PREFIX || url.includes('*')) return;
    methodsOf.set(url, [...(methodsOf.get(url) ?? []), ...[method].flat()]);
  });

  app.addHook('preValidation', (request, _reply, done) => {
    const errors = { ...unknownParameters(request), ...unknownBody(request) };
    const [first] = Object.entries(errors);
    done(first && invalidFields(errors, first.join(' ')));
  });

  const refusalOf = ({ method, url }: FastifyRequest): ApiError => {
    const path = url.split('?', 1)[0]!;
    const urls = [...methodsOf.keys()];
    const allowed = urls.filter((one) => patternOf(one).test(path)).flatMap((one) => methodsOf.get(one)!);
    if (allowed.length > 0) return methodNotAllowed(method, path, [...new Set(allowed)]);
    return new ApiError(404, `There is no ${path} in the emulator's own API.${didYouMean(path, urls)}`, { id: path });
  };
  // Routes of this scope, so that no hook of Vectara's API asks for a key first; every other route is more specific.
  for (const url of [PREFIX, `${PREFIX}/*`]) {
    app.all(url, {
      schema: { hide: true } as object,
      onRequest: (request, _reply, done) => done(refusalOf(request)),
      handler: () => {},
    });
  }
}

const patternOf = (url: string) => new RegExp(`^${url.replace(/:[^/]+/g, '[^/]+')}/?$`);

const schemaOf = ({ routeOptions }: FastifyRequest) =>
  (routeOptions.schema ?? {}) as { body?: JsonSchema; querystring?: JsonSchema };

function unknownParameters(request: FastifyRequest) {
  const known = Object.keys(schemaOf(request).querystring?.properties ?? {});
  const given = Object.keys(request.query as object).filter((name) => !known.includes(name));
  return Object.fromEntries(given.map((name) => [`query.${name}`, notKnown(name, known)]));
}

/** Of bodies that are no JSON, such as a seed's text or a snapshot's file, the route itself takes care. */
function unknownBody(request: FastifyRequest) {
  const { body } = request;
  if (body === null || typeof body !== 'object' || Buffer.isBuffer(body)) return {};
  return unknownErrors(unknownMembers(schemaOf(request).body ?? { type: 'object', properties: {} }, body, 'body'));
}
