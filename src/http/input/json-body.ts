import type { FastifyInstance } from 'fastify';
import { malformedBody } from '../../errors.ts';

/**
 * Parses JSON bodies. An empty body is no body, whatever its Content-Type: SDKs send the header on calls that need
 * none. Keys such as `__proto__` stay ordinary keys of the object, since user metadata may hold any name.
 */
export function registerJsonBody(app: FastifyInstance): void {
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    const text = body as string;
    if (text.trim() === '') return done(null, undefined);
    try {
      done(null, JSON.parse(text));
    } catch (error) {
      done(malformedBody(`The request body is not valid JSON: ${(error as Error).message}.`));
    }
  });
}
