/** What an account is told of the web (docs/behaviour/agent-tools.md, Web). */
import { type Static, Type } from 'typebox';

export const WebEntryId = Type.String({ minLength: 1, maxLength: 100, pattern: '^[A-Za-z0-9._-]+$' });
const id = Type.Optional(WebEntryId);

export const WebPage = Type.Object(
  {
    id,
    url: Type.Optional(Type.String({ minLength: 1, description: 'The whole address. Either this or a pattern.' })),
    pattern: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'A JavaScript regular expression for addresses, without look-ahead and back references, not anchored.',
      }),
    ),
    method: Type.Optional(
      Type.Unsafe<'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'>({
        type: 'string',
        enum: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
        description: 'Any when absent.',
      }),
    ),
    status: Type.Optional(Type.Integer({ minimum: 100, maximum: 599, description: '200 when absent.' })),
    headers: Type.Optional(Type.Record(Type.String(), Type.String())),
    content: Type.String({ description: 'What web_get gives.' }),
  },
  { additionalProperties: false },
);
export type WebPage = Static<typeof WebPage>;

export const WebSearchResults = Type.Object(
  {
    id,
    query: Type.Optional(
      Type.String({ minLength: 1, description: 'What a query contains, in any letter case; any query when absent.' }),
    ),
    results: Type.Array(
      Type.Object(
        {
          title: Type.String(),
          url: Type.String({ minLength: 1 }),
          content: Type.String(),
          score: Type.Optional(Type.Number({ description: 'By its place when absent.' })),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);
export type WebSearchResults = Static<typeof WebSearchResults>;
