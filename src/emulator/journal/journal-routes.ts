import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Account } from '../../accounts/account.ts';
import { ApiError, conflict, type FieldErrors, invalidFields, notFound } from '../../errors.ts';
import { nextPage, readPagePosition } from '../../http/lists.ts';
import { signalOf } from '../../http/request-deadline.ts';
import { BadRequestErrorSchema, ErrorSchema, NotFoundErrorSchema } from '../../http/schemas.ts';
import { frameEvent, sendFrames } from '../../http/streams.ts';
import type { Powers } from '../powers.ts';
import { assertCalls, assertionErrors, cutShort } from './assert-calls.ts';
import { describeEntry, summarizeEntry } from './describe-entry.ts';
import { explainEntry } from './explain-entry.ts';
import * as schema from './journal-schema.ts';
import { CallAssertion, Forgotten, filterFields, JournalSummary } from './journal-schema.ts';
import { followJournal, type LiveEvent, listEntries, operationErrors, waitForEntry } from './search-journal.ts';

const PATH = '/_emulator/journal';

const ListQuery = Type.Object({
  ...filterFields,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  page_key: Type.Optional(Type.String()),
});
const DEFAULT_WAIT_MS = 5000;
const LONGEST_WAIT_MS = 60_000;

const operation = (operationId: string, summary: string) => ({ operationId, summary, tags: ['Emulator'] });
const EntryParams = Type.Object({ id: Type.String({ description: 'The id of a request.' }) });

/** What happened: every call of the account, newest first. */
export const journalRoutes: FastifyPluginAsyncTypebox<Pick<Powers, 'journal' | 'closing'>> = async (
  app,
  { journal, closing },
) => {
  const find = (account: Account, id: string) => {
    const entry = journal.of(account).find(id);
    if (!entry) throw notFound('Journal entry', id);
    return entry;
  };

  app.get(
    PATH,
    {
      schema: {
        ...operation('listJournal', 'List calls, newest first.'),
        querystring: ListQuery,
        response: { 200: schema.JournalList, 400: BadRequestErrorSchema },
      },
    },
    async ({ account, query: { limit = 100, page_key, ...asked } }) => {
      throwAny(operationErrors(asked, 'query'));
      const { offset, filters } = readPagePosition(ListQuery, page_key, asked);
      const own = journal.of(account);
      const { entries, nextBefore } = listEntries(own.entries, filters, limit, offset || undefined);
      return {
        entries: entries.map((entry) => summarizeEntry(entry)),
        forgotten: own.forgotten,
        metadata: nextPage(nextBefore !== undefined, nextBefore ?? 0, filters),
      };
    },
  );

  app.get(
    `${PATH}/:id`,
    {
      schema: {
        ...operation('getJournalEntry', 'Everything about one call.'),
        params: EntryParams,
        response: { 200: schema.JournalEntry, 404: NotFoundErrorSchema },
      },
    },
    async ({ account, params }) => describeEntry(find(account, params.id)),
  );

  app.get(
    `${PATH}/:id/explain`,
    {
      schema: {
        ...operation('explainJournalEntry', 'One call as text to read aloud.'),
        params: EntryParams,
        response: {
          200: { description: 'Plain text.', content: { 'text/plain': { schema: Type.String() } } },
          404: NotFoundErrorSchema,
        },
      },
    },
    async ({ account, params }, reply) =>
      reply.type('text/plain; charset=utf-8').send(explainEntry(describeEntry(find(account, params.id)))),
  );

  app.get(
    `${PATH}/wait`,
    {
      schema: {
        ...operation('waitForCall', 'Wait until a call matches; one that is there already does too.'),
        querystring: Type.Object({
          ...filterFields,
          timeout_ms: Type.Optional(Type.Integer({ minimum: 0, maximum: LONGEST_WAIT_MS, default: DEFAULT_WAIT_MS })),
        }),
        response: { 200: schema.AwaitedEntry, 400: BadRequestErrorSchema, 408: ErrorSchema },
      },
    },
    async (request, reply) => {
      const { timeout_ms = DEFAULT_WAIT_MS, ...filter } = request.query;
      throwAny(operationErrors(filter, 'query'));
      const signal = AbortSignal.any([signalOf(request, reply), closing]);
      const own = journal.of(request.account);
      const entry = await waitForEntry(own, filter, timeout_ms, signal);
      if (entry) return { ...describeEntry(entry), forgotten: own.forgotten };
      const forgotten = own.forgotten === 0 ? '' : ` The journal has forgotten ${own.forgotten} earlier ones.`;
      throw new ApiError(408, `No call matched ${JSON.stringify(filter)} within ${timeout_ms} ms.${forgotten}`);
    },
  );

  app.post(
    `${PATH}/assert`,
    {
      schema: {
        ...operation('assertCalls', 'Check how many calls match, and in which order calls came.'),
        body: CallAssertion,
        response: {
          200: Type.Object({ passed: Type.Literal(true), forgotten: schema.Forgotten }),
          400: BadRequestErrorSchema,
          409: ErrorSchema,
        },
      },
    },
    async ({ account, body }) => {
      throwAny(assertionErrors(body));
      const own = journal.of(account);
      const failure = cutShort(body, own) ?? assertCalls(own.entries, body);
      if (failure !== undefined) throw conflict(failure);
      return { passed: true as const, forgotten: own.forgotten };
    },
  );

  app.delete(
    PATH,
    { schema: { ...operation('clearJournal', 'Forget the calls that are over.'), response: { 204: Type.Null() } } },
    async ({ account }, reply) => {
      journal.clear(account);
      return reply.code(204).send(null);
    },
  );

  app.get(
    `${PATH}/settings`,
    {
      schema: {
        ...operation('getJournalSettings', 'What the journal keeps.'),
        response: { 200: schema.JournalSettings },
      },
    },
    async ({ account }) => journal.settings(account),
  );

  app.put(
    `${PATH}/settings`,
    {
      schema: {
        ...operation('updateJournalSettings', 'Change what the journal keeps; what is left out stays.'),
        body: schema.ChangeJournalSettings,
        response: { 200: schema.JournalSettings },
      },
    },
    async ({ account, body }) => {
      journal.configure(account, body);
      return journal.settings(account);
    },
  );
};

function throwAny(errors: FieldErrors): void {
  const [first] = Object.entries(errors);
  if (first) throw invalidFields(errors, first.join(' '));
}

const HEARTBEAT_MS = 15_000;

/** Calls as they happen, as server-sent events. */
export const journalLiveRoutes: FastifyPluginAsyncTypebox<Pick<Powers, 'journal' | 'closing'>> = async (
  app,
  { journal, closing },
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
      const events = followJournal(journal.of(request.account), HEARTBEAT_MS, signal);
      return sendFrames(reply, 'text/event-stream; charset=utf-8', toFrames(events));
    },
  );
};

async function* toFrames(events: AsyncIterable<LiveEvent>): AsyncGenerator<string, void, undefined> {
  for await (const event of events) yield event.type === 'heartbeat' ? ': here\n\n' : frameEvent(event);
}
