/** What models call the platform's tools with (docs/behaviour/agent-tools.md, Tools of the platform). Wording ours. */
import { type TSchema, Type } from 'typebox';
import { discriminatedUnion } from '../../http/schemas.ts';

const text = (description: string, more: object = {}) => Type.String({ description, ...more });
const optionalText = (description: string, more: object = {}) => Type.Optional(text(description, more));
const optionalWord = <const Words extends readonly string[]>(description: string, ...words: Words) =>
  Type.Optional(Type.Unsafe<Words[number]>({ type: 'string', enum: words, description }));
const count = (description: string, more: object = {}) =>
  Type.Optional(Type.Integer({ minimum: 1, description, ...more }));
const map = (description: string) => Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description }));
const flag = (description: string) => Type.Optional(Type.Boolean({ description }));

const artifact_id = text('The id of the artifact, art_…');
const corpus_key = text('The key of the corpus.', { minLength: 1 });
const document_id = text('The id of the document.', { minLength: 1 });

export const ArtifactCreate = Type.Object({
  filename: text('What the artifact is called, with its extension.', { minLength: 1 }),
  content: Type.Unsafe<unknown>({ description: 'A text, or any JSON.' }),
  mime_type: optionalText('By default what the extension says.'),
  description: optionalText('What it is for.'),
});

export const ArtifactGrep = Type.Object({
  artifact_id,
  pattern: text('What a line should match: a basic regular expression, an extended one with -E, a text with -F.'),
  grep_options: Type.Optional(
    Type.Array(Type.String(), { description: 'Of -E, -F, -i, -v, -w, -x, -c, -n, -o, -A n, -B n, -C n, -m n.' }),
  ),
});

export const ArtifactJq = Type.Object({ artifact_id, filter: text('A jq program.') });

export const ArtifactRead = Type.Object({
  artifact_id,
  encoding: optionalWord('How bytes become text; raw for texts.', 'raw', 'base64'),
  start_line: count('The first line, from 1.'),
  end_line: count('The last line.'),
});

export const ImageRead = Type.Object({
  artifact_id: text('The id of the picture, art_…', { pattern: '^art_[a-z0-9_-]+$' }),
  detail: optionalWord('How closely to look.', 'auto', 'low', 'high'),
});

export const DocumentConversion = Type.Object({
  artifact_id,
  output_format: optionalWord('What to make of it; markdown by default.', 'markdown', 'structured_document'),
  description: optionalText('What the new artifact is for.'),
});

export const CorporaSearch = Type.Object({ query: text('What to search for, in words.', { maxLength: 5000 }) });

export const ChosenCorporaSearch = Type.Object({
  query: text('What to search for, in words.', { maxLength: 5000 }),
  search: Type.Object({
    corpora: Type.Array(
      Type.Object({
        corpus_key,
        metadata_filter: optionalText("A filter over metadata such as doc.year = 2024 and doc.kind = 'report'."),
        lexical_interpolation: Type.Optional(
          Type.Number({ minimum: 0, maximum: 1, description: 'From meaning, 0, to words, 1.' }),
        ),
        semantics: optionalWord('What the query is.', 'default', 'query', 'response'),
      }),
      { minItems: 1 },
    ),
    limit: count('How many passages to find.'),
    offset: Type.Optional(Type.Integer({ minimum: 0, description: 'How many to leave out first.' })),
  }),
});

export const GetDocument = Type.Object({ document_id, corpus_key });

export const WebSearch = Type.Object({
  query: text('What to search for.'),
  limit: count('How many pages to find.', { maximum: 20 }),
  provider: optionalWord('Who searches.', 'tavily'),
  include_domains: Type.Optional(
    Type.Array(Type.String(), { maxItems: 50, description: 'Find pages of these alone.' }),
  ),
  exclude_domains: Type.Optional(Type.Array(Type.String(), { maxItems: 50, description: 'Find no pages of these.' })),
});

const way = <const Name extends string, Own extends Record<string, TSchema>>(type: Name, own: Own) =>
  Type.Object({ type: Type.Literal(type), ...own });
const oauth = { client_id: Type.String(), client_secret: Type.String(), token_endpoint: Type.String() };
const WebAuth = {
  ...discriminatedUnion([
    way('none', {}),
    way('bearer', { token: Type.String() }),
    way('header', { header: Type.String(), value: Type.String() }),
    way('oauth_client_credentials', { ...oauth, scopes: Type.Optional(Type.Array(Type.String())) }),
    way('oauth_refresh_token', { ...oauth, refresh_token: Type.String() }),
  ]),
  description: 'How to sign in.',
};

export const WebGet = Type.Object({
  url: text('The address.', { minLength: 1 }),
  method: optionalWord('GET by default.', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'),
  headers: Type.Optional(Type.Record(Type.String(), Type.String(), { description: 'Sent with the request.' })),
  body: optionalText('Sent with the request.'),
  follow_redirects: flag('Whether to go where an answer leads; true by default.'),
  timeout_seconds: count('How long to wait; 30 by default.'),
  head_lines: count('Show so many lines of the beginning.'),
  tail_lines: count('Show so many lines of the end.'),
  ssl_verify: flag('Whether certificates are checked; true by default.'),
  max_content_bytes: count('How much to read at most.'),
  auth: Type.Optional(WebAuth),
});

export const CoreDocumentCreate = Type.Object({
  document_id,
  metadata: map('Of the document.'),
  parts: Type.Array(Type.Object({ text: text('What is found.'), metadata: map('Of the part.') }), { minItems: 1 }),
});

export const TextToCoreDocument = Type.Object({
  artifact_id,
  document_id: optionalText('By default the name of the artifact.', { minLength: 1 }),
  metadata: map('Of the document.'),
  max_chars: count('How long a part may be; a sentence by default.', { minimum: 100 }),
});

export const FinalizeCoreDocuments = Type.Object({ artifact_id });

export const CoreDocumentIndex = Type.Object({
  corpus_key,
  artifact_id,
  document_id: optionalText('Instead of the one in the artifact.', { minLength: 1 }),
  reindex: flag('Whether a document of the same id is replaced.'),
});

const Section = Type.Object({
  title: optionalText('Of the section.'),
  text: text('What it says.'),
  metadata: map('Of the section.'),
  images: Type.Optional(
    Type.Array(
      Type.Object({
        id: text('Of the picture.', { minLength: 1 }),
        title: optionalText('Of the picture.'),
        caption: optionalText('Of the picture.'),
        artifact_id,
      }),
    ),
  ),
});

export const StructuredDocumentIndex = Type.Object({
  type: optionalWord('What is indexed.', 'document'),
  corpus_key,
  document_id: optionalText('Made up by default.', { minLength: 1 }),
  title: optionalText('Of the document.'),
  description: optionalText('Of the document.'),
  metadata: map('Of the document.'),
  sections: Type.Optional(Type.Array(Section, { minItems: 1, description: 'What it consists of.' })),
  artifact_id: optionalText('An artifact that is a structured document in JSON, instead of sections.'),
});

export const CurrentTime = Type.Object({ timezone: optionalText('Such as Europe/Berlin; UTC by default.') });

export const SlackPostMessage = Type.Object({
  connector_id: optionalText('The connector to Slack.'),
  channel_id: text('The channel.', { minLength: 1 }),
  text: text('The message.', { minLength: 1 }),
  thread_ts: optionalText('The message to answer.'),
});

export const SubAgent = Type.Object({
  message: text('The task, with all that it takes to do it.', { minLength: 1 }),
  session_key: optionalText('The conversation to go on with, from an earlier result; a new one by default.'),
  session_tti_minutes: count('How long the conversation is kept when it is idle; for ever by default.'),
  artifact_ids: Type.Optional(
    Type.Array(Type.String(), { description: 'Artifacts of this conversation that the other agent gets copies of.' }),
  ),
});
