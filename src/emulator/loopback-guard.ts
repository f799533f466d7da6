import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { digestOf } from '../accounts/directory.ts';
import { forbidden, unknownCredential } from '../errors.ts';
import { isLocalName, nameOf } from '../http/names.ts';

export interface LoopbackGuardOptions {
  /** Names, besides this machine's own, that the control API answers to. */
  hosts?: readonly string[];
  /** What callers from other machines have to send as x-emulator-control-token; without it they are refused. */
  token?: string | undefined;
}

const TOKEN_HEADER = 'x-emulator-control-token';
/** These tell nothing, and orchestrators ask them from outside. */
const PROBES = ['/_emulator/health', '/_emulator/ready'];

/**
 * Keeps strangers out of the control API. A web page elsewhere would carry its own Origin, and a rebound DNS name its own
 * Host; addresses and `localhost` cannot be rebound. Callers on other machines need the token.
 */
export function registerLoopbackGuard(app: FastifyInstance, { hosts = [], token }: LoopbackGuardOptions = {}): void {
  const digest = token === undefined ? undefined : digestOf(token);

  const isTrusted = (request: FastifyRequest): boolean => {
    const given = request.headers[TOKEN_HEADER]?.toString();
    return digest !== undefined && given !== undefined && timingSafeEqual(digest, digestOf(given));
  };

  app.addHook('onRequest', (request, _reply, done) => {
    const { host = '', origin } = request.headers;
    const trusted = isTrusted(request);
    // A page under a name that was rebound does not know the token.
    if (!trusted && !isLocalName(nameOf(host)) && !hosts.includes(nameOf(host))) {
      return done(
        forbidden(
          `The control API answers only on localhost, an address or a name that --hosts allows, not on "${host}".`,
        ),
      );
    }
    if (origin !== undefined && URL.parse(origin)?.host !== host) {
      return done(forbidden(`The control API does not answer pages of another origin ("${origin}").`));
    }
    if (isOnThisMachine(request) || trusted || PROBES.includes(request.url)) return done();
    if (digest)
      return done(
        unknownCredential(
          `Callers from other machines send ${TOKEN_HEADER}; the address of the console that is printed at start holds it.`,
        ),
      );
    done(forbidden('The control API answers this machine alone; start with --control-token to open it to others.'));
  });
}

const isOnThisMachine = ({ socket: { remoteAddress = '' } }: FastifyRequest): boolean =>
  /^(127\.|::1$|::ffff:127\.)/.test(remoteAddress);
