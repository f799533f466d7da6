import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { signalOf } from '../../http/request-deadline.ts';
import { frameEvent, sendFrames } from '../../http/streams.ts';
import type { Journal } from '../../journal/journal.ts';
import { Forgotten, JournalSummary } from '../../journal/journal-schema.ts';
import { followJournal, type LiveEvent } from '../../journal/search/follow-journal.ts';

export interface LiveJournalDependencies {
  journal: Journal;
  /** Aborts when the server closes, which would wait for these streams otherwise. */
  closing: AbortSignal;
  heartbeatMs?: number;
}

const HEARTBEAT_MS = 15_000;

/** Calls as they happen, as server-sent events. */
export const journalLiveRoutes: FastifyPluginAsyncTypebox<LiveJournalDependencies> = async (
  app,
  { journal, closing, heartbeatMs = HEARTBEAT_MS },
) => {
  app.get(
    '/_emulator/journal/live',
    {
      schema: {
        operationId: 'followJournal',
        summary: 'Calls as they start and end, as server-sent events, until the client leaves.',
        tags: ['Emulator'],
        response: {
          200: {
            description: 'Events `started` and `finished`; comments in between keep the connection open.',
            content: {
              'text/event-stream': {
                schema: Type.Object({
                  type: Type.Union([Type.Literal('started'), Type.Literal('finished')]),
                  entry: JournalSummary,
                  forgotten: Forgotten,
                }),
              },
            },
          },
        },
      },
    },
    (request, reply) => {
      const signal = AbortSignal.any([signalOf(request, reply), closing]);
      const events = followJournal(journal.of(request.account), heartbeatMs, signal);
      return sendFrames(reply, 'text/event-stream; charset=utf-8', toFrames(events));
    },
  );
};

async function* toFrames(events: AsyncIterable<LiveEvent>): AsyncGenerator<string, void, undefined> {
  for await (const event of events) yield event.type === 'heartbeat' ? ': here\n\n' : frameEvent(event);
}
