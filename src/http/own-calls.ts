import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { currentCall } from '../calls/call.ts';
import { forbidden } from '../errors.ts';

/**
 * The header that marks what this server sends out. It is none of `x-emulator-…`: another emulator that is called ignores
 * it, as any server does.
 */
export const OWN_CALL = 'vectara-emulator-call';

/** What a server's own calls bear; no other server's have it. */
export const newOwnMark = (): string => randomUUID();

/** Emulators that call each other on behalf of one request; more is nobody's wish. */
const LONGEST_WAY = 8;

/** The marks of the servers that the request came through which is being served, and this server's own. */
export function marksOfCall(mark: string): string {
  const before = currentCall.get()?.headers[OWN_CALL];
  return before === undefined ? mark : `${before}, ${mark}`;
}

/**
 * Refuses what this server sent itself, wherever it was to go, and over whichever other emulators it came back: whoever may
 * register an LLM could else use the emulator's own API through it, which trusts this machine, and an LLM that asks itself
 * would never come to an end.
 */
export function refuseOwnCalls(app: FastifyInstance, mark: string): void {
  app.addHook('onRequest', ({ headers }, _reply, done) => {
    const said = headers[OWN_CALL];
    if (said === undefined) return done();
    const marks = String(said).split(/, ?/);
    if (!marks.includes(mark) && marks.length < LONGEST_WAY) return done();
    done(
      forbidden(
        'This call comes from this emulator itself: what it calls must be another server. Change the address of the LLM or encoder.',
      ),
    );
  });
}
