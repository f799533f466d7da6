/** Trying a prompt template out, on the wire. */
import { type Static, Type } from 'typebox';
import { GenerationParameters, QueryRequest } from '../../query/query-schema.ts';

const { max_used_search_results, max_response_characters, response_language } = GenerationParameters.properties;

export const RenderPromptRequest = Type.Object({
  prompt_template: Type.String({ description: 'Apache Velocity text.' }),
  query: Type.Optional({ ...QueryRequest.properties.query, description: 'Needed for a search. Empty by default.' }),
  search: Type.Optional({
    ...QueryRequest.properties.search,
    description: 'As of a query. Without it the template sees no results.',
  }),
  llm_name: Type.Optional(
    Type.String({ description: 'Who is to be asked: some LLMs refuse messages that do not take turns.' }),
  ),
  max_used_search_results,
  max_response_characters,
  response_language,
});
export type RenderPromptRequest = Static<typeof RenderPromptRequest>;

const Message = Type.Object(
  {
    role: Type.String({ description: 'system, user or assistant.' }),
    content: Type.Unknown({ description: 'Text, or a list of content parts.' }),
  },
  { additionalProperties: true },
);

const PromptFailure = Type.Object({
  stage: Type.Union([Type.Literal('parse'), Type.Literal('render'), Type.Literal('messages')], {
    description: 'Reading the template; evaluating it; reading what it rendered to as messages.',
  }),
  message: Type.String({ description: 'In the words of a query that fails so.' }),
  rule: Type.String({ description: 'What is wrong, without the place.' }),
  line: Type.Optional(Type.Integer({ description: 'Of the template, from 1. Absent at the stage messages.' })),
  column: Type.Optional(Type.Integer({ description: 'From 1, in UTF-16 units.' })),
});
export type PromptFailure = Static<typeof PromptFailure>;

export const RenderPromptResponse = Type.Object({
  messages: Type.Optional(Type.Array(Message)),
  rendered_prompt: Type.Optional(
    Type.String({
      description: 'As of a query: the text as rendered, or the messages where turns are merged for the LLM.',
    }),
  ),
  error: Type.Optional(PromptFailure),
  search_results: Type.Optional(
    Type.Object(
      {
        found: Type.Integer({ description: 'On the page that the search asked for.' }),
        used: Type.Integer({ description: 'How many of them the template sees.' }),
      },
      { description: 'Absent when the template could not be read, since nothing is searched then.' },
    ),
  ),
  response_language: Type.Optional(Type.String({ description: 'Resolved, never auto.' })),
  keywords_only: Type.Optional(
    Type.Array(Type.String(), {
      description: 'Corpora searched by their words alone, since their encoder is not on this machine.',
    }),
  ),
});
export type RenderPromptResponse = Static<typeof RenderPromptResponse>;
