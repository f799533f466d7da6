/** Which web pages may call Vectara's API here, and under which names of this server (docs/behaviour/conventions.md, Browsers). */
import type { AddressInfo } from 'node:net';
import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import { forbidden } from '../errors.ts';
import { isLocalName, isLoopbackName, nameOf, originOf } from './names.ts';

export interface BrowserOptions {
  /** Origins that are answered besides those on loopback; `*` is any. */
  origins?: readonly string[];
  /** Names that are answered besides this machine's own. */
  hosts?: readonly string[];
}

const CORS = {
  methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
  allowedHeaders: [
    'content-type',
    'accept',
    'x-api-key',
    'authorization',
    'customer-id',
    'x-source',
    'request-timeout',
    'request-timeout-millis',
    'grpc-timeout',
    'x-emulator-account',
    'x-emulator-fault',
    'x-emulator-bypass',
    'x-emulator-pace',
  ],
  // As text: a list would be put together for each answer.
  exposedHeaders: 'retry-after, server-timing, x-request-id, x-emulator-answered-by, x-emulator-fault-applied',
  // An OPTIONS request that asks for nothing is answered like one that does, not with a page of text.
  strictPreflight: false,
};

/** Of an origin or a name, characters that an error repeats. */
const LONGEST_SHOWN = 200;

/**
 * Refuses pages of origins that nobody allowed, also where they would not need to read the answer, and names of this
 * server that may have been rebound by such a page. Answers the others with what lets their browsers read.
 */
export async function registerBrowsers(app: FastifyInstance, options: BrowserOptions = {}): Promise<void> {
  const { origins = [], hosts = [] } = options;
  const wrong = origins.find((origin) => originOf(origin) !== origin);
  if (wrong !== undefined) {
    throw new TypeError(`corsOrigins: "${wrong}" should be an origin such as https://app.example, null or *.`);
  }
  const isAnyOrigin = origins.includes('*');
  const isKnownOrigin = (origin: string, host: string): boolean => {
    if (isAnyOrigin || origins.includes(origin)) return true;
    const url = /^https?:/.test(origin) ? URL.parse(origin) : null;
    return url !== null && (isLoopbackName(url.hostname) || url.host === host.toLowerCase());
  };
  const isKnownHost = (host: string): boolean => {
    // Every browser says it; what leaves it out is an old client.
    if (host === '' || isLocalName(nameOf(host)) || hosts.includes(nameOf(host))) return true;
    const bound = app.server.address() as AddressInfo | null;
    return bound !== null && !isLoopbackName(bound.family === 'IPv6' ? nameOf(`[${bound.address}]`) : bound.address);
  };

  app.addHook('onRequest', ({ headers: { host = '', origin } }, _reply, done) => {
    if (!isKnownHost(host)) return done(unknownHost(host));
    if (origin !== undefined && !isKnownOrigin(origin, host)) return done(unknownOrigin(origin));
    done();
  });
  await app.register(cors, { ...CORS, origin: isAnyOrigin ? '*' : true });
}

const unknownHost = (host: string) =>
  forbidden(
    `This emulator answers on localhost, an address or a name that --hosts allows, not on "${host.slice(0, LONGEST_SHOWN)}".`,
  );

const unknownOrigin = (origin: string) =>
  forbidden(
    `This emulator answers pages of this machine alone; --cors-origins ${origin.slice(0, LONGEST_SHOWN)} lets those of that origin in.`,
  );
