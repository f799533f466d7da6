import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { forbidden } from '../errors.ts';

/**
 * The header that marks what this server sends out. It is none of `x-emulator-…`: another emulator that is called ignores
 * it, as any server does.
 */
export const OWN_CALL = 'vectara-emulator-call';

/** What a server's own calls bear; no other server's have it. */
export const newOwnMark = (): string => randomUUID();

/**
 * Refuses what this server sent itself, wherever it was to go: whoever may register an LLM could else use the emulator's
 * own API through it, which trusts this machine, and an LLM that asks itself would never come to an end.
 */
export function refuseOwnCalls(app: FastifyInstance, mark: string): void {
  app.addHook('onRequest', ({ headers }, _reply, done) => {
    if (headers[OWN_CALL] !== mark) return done();
    done(
      forbidden(
        'This call comes from this emulator itself: what it calls must be another server. Change the address of the LLM or encoder.',
      ),
    );
  });
}
