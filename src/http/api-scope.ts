import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiError, methodNotAllowed, notEmulated } from '../errors.ts';
import { type BrowserOptions, registerBrowsers } from './browsers.ts';
import { type Callers, type OpenAccounts, registerAuthentication, registerAuthorization } from './callers.ts';
import { registerEmulatorHeaders } from './emulator-headers.ts';
import { CONTRACT_ROWS } from './operation.ts';
import { registerRequestDeadline } from './request-deadline.ts';
import { registerChangedAnswers } from './stand-ins.ts';
import { registerStrictFields } from './strict-fields.ts';
import { type JournalHooks, registerJournal } from './watching.ts';

/**
 * What every operation of Vectara's API shares: who may call from a browser, a credential with the roles it takes, a deadline,
 * answers for unknown paths. `isStrict`: whether what Vectara would ignore in a request is refused.
 */
export async function registerApiScope(
  app: FastifyInstance,
  browsers: BrowserOptions,
  accounts: OpenAccounts,
  callers: Callers,
  journal: JournalHooks,
  isStrict: (request: FastifyRequest) => boolean,
): Promise<void> {
  await registerBrowsers(app, browsers);
  refuseOtherPaths(app);
  registerAuthentication(app, accounts, callers);
  registerChangedAnswers(app);
  registerJournal(app, journal);
  registerEmulatorHeaders(app);
  registerRequestDeadline(app);
  registerUnmatchedRoutes(app);
  registerAuthorization(app);
  registerStrictFields(app, isStrict);
}

export interface VectaraOperation {
  operationId: string;
  method: string;
  path: string;
  area: string;
}

/** Every operation of Vectara's v2 API, emulated or not. */
export const VECTARA_OPERATIONS: readonly VectaraOperation[] = Object.entries(CONTRACT_ROWS).map(
  ([operationId, { method, path, tag }]) => ({ operationId, method, path, area: tag }),
);

/**
 * Answers what no route matched: 501 for an operation of Vectara's that is not emulated, 405 for a known path with
 * another method, 404 otherwise (docs/behaviour/conventions.md, Status codes).
 */
function registerUnmatchedRoutes(app: FastifyInstance): void {
  let known: { pattern: RegExp; operation: VectaraOperation }[] | undefined;
  const refusalOf = (request: FastifyRequest): ApiError => {
    known ??= VECTARA_OPERATIONS.map((operation) => ({ pattern: patternOf(operation.path), operation }));
    const path = request.url.split('?')[0]!;
    const candidates = known.filter(({ pattern }) => pattern.test(path)).map(({ operation }) => operation);
    const operation = candidates.find(({ method }) => method === request.method);
    if (operation) return notEmulated(operation.operationId);
    if (candidates.length > 0) {
      return methodNotAllowed(request.method, path, [...new Set(candidates.map(({ method }) => method))]);
    }
    return new ApiError(404, `There is no ${request.method} ${path} in Vectara's API.`, { id: path });
  };
  // Before the body is read, which may be a large upload or of a kind that is read nowhere yet.
  app.addHook('onRequest', (request, _reply, done) => (request.is404 ? done(refusalOf(request)) : done()));
  // Without a handler of its own the scope's hooks would not run for unknown paths.
  app.setNotFoundHandler((request) => {
    throw refusalOf(request);
  });
}

/** What is no path of Vectara's API at all asks for no credential: `/docs/nope`, say. */
function refuseOtherPaths(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const path = request.url.split('?')[0]!;
    if (!request.is404 || /^\/(v2|oauth2?)(\/|$)/.test(path)) return done();
    done(new ApiError(404, `There is no ${request.method} ${path} here.`, { id: path }));
  });
}

const patternOf = (path: string) => new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}/?$`);
