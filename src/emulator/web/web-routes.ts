import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { type Static, type TObject, Type } from 'typebox';
import type { Account } from '../../accounts/account.ts';
import { notFound } from '../../errors.ts';
import { BadRequestErrorSchema, ErrorSchema, NotFoundErrorSchema } from '../../http/schemas.ts';
import type { Powers } from '../powers.ts';
import type { WebEntries } from './account-web.ts';
import { WebPage, WebSearchResults } from './web-schema.ts';

/** What agents find on the web, in the caller's account. */
export const webRoutes: FastifyPluginAsyncTypebox<Pick<Powers, 'web'>> = async (app, { web }) => {
  entriesRoutes(app, {
    path: 'pages',
    list: ListWebPagesResponse,
    schema: WebPage,
    one: 'WebPage',
    many: 'WebPages',
    what: 'page of the web',
    of: (account) => web(account).pages,
  });
  entriesRoutes(app, {
    path: 'search_results',
    list: ListWebSearchResultsResponse,
    schema: WebSearchResults,
    one: 'WebSearchResult',
    many: 'WebSearchResults',
    what: 'answer of a search of the web',
    of: (account) => web(account).searchResults,
  });
};

const MOST_AT_ONCE = 1000;

const oneOrList = (schema: TObject) => ({
  ...schema,
  type: ['object', 'array'],
  items: schema,
  maxItems: MOST_AT_ONCE,
});

export const ListWebPagesResponse = Type.Object({ pages: Type.Array(WebPage) });
export const ListWebSearchResultsResponse = Type.Object({ search_results: Type.Array(WebSearchResults) });
const EntryParams = Type.Object({ id: Type.String() });

interface Routes<Schema extends TObject> {
  /** Below `/_emulator/web/`; what its list is called, too. */
  path: string;
  list: TObject;
  schema: Schema;
  /** As operations name one entry and several. */
  one: string;
  many: string;
  what: string;
  of(account: Account): WebEntries<Static<Schema>>;
}

function entriesRoutes<Schema extends TObject>(
  app: FastifyInstance,
  { path, list, schema, one, many, what, of }: Routes<Schema>,
): void {
  type Entry = Static<Schema> & { id?: string };
  const operation = (operationId: string, summary: string) => ({ operationId, summary, tags: ['Emulator'] });
  const url = `/_emulator/web/${path}`;

  app.get(
    url,
    {
      schema: {
        ...operation(`list${many}`, `List every ${what}, in the order they are looked at.`),
        response: { 200: list },
      },
    },
    async ({ account }) => ({ [path]: of(account).list() }),
  );

  app.post(
    url,
    {
      schema: {
        ...operation(`add${many}`, `Add one ${what}, or a list of them, behind those there are.`),
        body: oneOrList(schema),
        response: { 201: oneOrList(schema), 400: BadRequestErrorSchema, 409: ErrorSchema },
      },
    },
    async ({ account, body }, reply) => {
      const isList = Array.isArray(body);
      const added = of(account).add([body].flat() as Entry[], (index) => (isList ? `body[${index}]` : 'body'));
      return reply.code(201).send(isList ? added : added[0]);
    },
  );

  app.delete(
    `${url}/:id`,
    {
      schema: {
        ...operation(`delete${one}`, `Delete a ${what}.`),
        params: EntryParams,
        response: { 204: Type.Null(), 404: NotFoundErrorSchema },
      },
    },
    async ({ account, params }, reply) => {
      const { id } = params as Static<typeof EntryParams>;
      if (!of(account).delete(id)) throw notFound(what, id);
      return reply.code(204).send(null);
    },
  );

  app.delete(
    url,
    { schema: { ...operation(`delete${many}`, `Delete every ${what}.`), response: { 204: Type.Null() } } },
    async ({ account }, reply) => {
      of(account).clear();
      return reply.code(204).send(null);
    },
  );
}
