import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import { type AuthenticationDependencies, registerAuthentication } from './callers/authentication.ts';
import { registerAuthorization } from './callers/authorization.ts';
import { registerRequestDeadline } from './request-deadline.ts';
import { registerUnmatchedRoutes } from './unmatched-routes.ts';
import { type JournalHooks, registerJournal } from './watching/journal-hooks.ts';

/** Vectara's own browser clients call the API directly, so it is open to any origin (reference §1.7). */
const CORS = {
  origin: '*',
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

/**
 * What every operation of Vectara's API shares: browser access, a credential with the roles it takes, a deadline,
 * answers for unknown paths.
 */
export async function registerApiScope(
  app: FastifyInstance,
  identities: AuthenticationDependencies,
  journal: JournalHooks,
): Promise<void> {
  await app.register(cors, CORS);
  registerAuthentication(app, identities);
  registerJournal(app, journal);
  registerRequestDeadline(app);
  registerUnmatchedRoutes(app);
  registerAuthorization(app);
}
