import type { FastifyInstance } from 'fastify';
import { forbidden } from '../errors.ts';

/**
 * Keeps web pages out of the control API: a page elsewhere would carry its own Origin, and a rebound DNS name its own
 * Host. Addresses and `localhost` cannot be rebound.
 */
export function registerLoopbackGuard(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const { host = '', origin } = request.headers;
    if (!isLocalName(`http://${host}`)) {
      return done(forbidden(`The control API answers only on localhost or an address, not on "${host}".`));
    }
    if (origin !== undefined && URL.parse(origin)?.host !== host) {
      return done(forbidden(`The control API does not answer pages of another origin ("${origin}").`));
    }
    done();
  });
}

function isLocalName(url: string): boolean {
  // The URL parser has already made every spelling of an IPv4 address dotted, and bracketed IPv6.
  const name = URL.parse(url)?.hostname ?? '';
  return name === 'localhost' || name.endsWith('.localhost') || /^(\d+\.){3}\d+$|^\[/.test(name);
}
