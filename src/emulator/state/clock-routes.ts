import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { type Clock, readDuration } from '../../calls/clock.ts';
import { invalidField } from '../../errors.ts';
import { BadRequestErrorSchema } from '../../http/schemas.ts';
import type { Powers } from '../powers.ts';

/** The years that timestamps are written with four digits for. */
const EARLIEST = 0;
const LATEST = Date.UTC(9999, 11, 31);

export const ClockState = Type.Object({
  now: Type.String({ format: 'date-time' }),
  frozen: Type.Boolean(),
  offset_ms: Type.Integer({ description: 'How far it is ahead of the system’s clock.' }),
});

const Change = Type.Object({
  set: Type.Optional(
    Type.Unsafe<string | number>({
      type: ['string', 'number'],
      description: 'A time, in ISO 8601 or in milliseconds since 1970.',
    }),
  ),
  advance: Type.Optional(
    Type.Unsafe<string | number>({ type: ['string', 'number'], description: 'A duration like PT5M, or milliseconds.' }),
  ),
  frozen: Type.Optional(Type.Boolean({ description: 'Whether it stands still.' })),
});

const operation = (operationId: string, summary: string) => ({ operationId, summary, tags: ['Emulator'] });

/** The clock of all accounts. */
export const clockRoutes: FastifyPluginAsyncTypebox<Pick<Powers, 'clock'>> = async (app, { clock }) => {
  const state = () => describeClock(clock);

  app.get(
    '/_emulator/clock',
    {
      schema: {
        ...operation('getClock', 'The time that things are stamped and expire by.'),
        response: { 200: ClockState },
      },
    },
    async () => state(),
  );

  app.post(
    '/_emulator/clock',
    {
      schema: {
        ...operation('setClock', 'Set the clock, then move it ahead, then stop it or have it go on.'),
        body: Change,
        response: { 200: ClockState, 400: BadRequestErrorSchema },
      },
    },
    async ({ body: { set, advance, frozen } }) => {
      const time = set === undefined ? clock.now() : readTime(set);
      const ms = advance === undefined ? 0 : readAdvance(advance);
      if (time + ms > LATEST) throw invalidField('body.advance', 'should not lead beyond the year 9999.');
      const moves = set !== undefined || advance !== undefined;
      // In one act, or it would stand a moment later than was said.
      if (frozen === true) clock.freeze(moves ? time + ms : undefined);
      else if (moves) clock.set(time + ms);
      if (frozen === false) clock.unfreeze();
      return state();
    },
  );

  app.delete(
    '/_emulator/clock',
    { schema: { ...operation('resetClock', 'Go by the system’s clock again.'), response: { 204: Type.Null() } } },
    async (_request, reply) => {
      clock.reset();
      return reply.code(204).send(null);
    },
  );
};

export function describeClock(clock: Clock) {
  const { now, frozen, offset } = clock.state();
  return { now: new Date(now).toISOString(), frozen, offset_ms: Math.round(offset) };
}

/** Milliseconds since 1970. */
function readTime(set: string | number): number {
  const time = typeof set === 'number' ? Math.round(set) : Date.parse(set);
  if (time >= EARLIEST && time <= LATEST) return time;
  throw invalidField('body.set', 'should be a time from 1970 to 9999, like "2030-01-31T12:00:00Z".');
}

function readAdvance(advance: string | number): number {
  const ms = typeof advance === 'number' ? Math.round(advance) : readDuration(advance);
  if (ms !== undefined && ms >= 0) return ms;
  throw invalidField('body.advance', 'should be a duration like "PT5M" or "P1DT12H", or milliseconds.');
}
