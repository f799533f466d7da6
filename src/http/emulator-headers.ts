import type { FastifyInstance } from 'fastify';
import { didYouMean } from '../basics/suggest.ts';
import { invalidField } from '../errors.ts';

const PREFIX = 'x-emulator-';
/** What requests may ask of the emulator in a header. */
const KNOWN = [
  'x-emulator-account',
  'x-emulator-bypass',
  'x-emulator-control-token',
  'x-emulator-fault',
  'x-emulator-pace',
];

/** Refuses requests with a header that is the emulator's by its beginning and nobody's by its whole. */
export function registerEmulatorHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', ({ headers }, _reply, done) => {
    for (const name in headers) {
      if (!name.startsWith(PREFIX) || KNOWN.includes(name)) continue;
      return done(
        invalidField(`header.${name}`, `is not known here.${didYouMean(name, KNOWN)} Known: ${KNOWN.join(', ')}.`),
      );
    }
    done();
  });
}
