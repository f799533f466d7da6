import { type Static, type TObject, Type } from 'typebox';
import { discriminatedUnion } from '../../http/schemas.ts';
import { AnswerFaults, ToolFaults, UpstreamFaults } from './fault-schema.ts';

/** A member that is misspelt would silently hold for everything. */
const closed = { additionalProperties: false };

const oneOrMore = (description: string) =>
  Type.Optional(
    Type.Unsafe<string | string[]>({
      anyOf: [
        { type: 'string', minLength: 1 },
        { type: 'array', items: { type: 'string', minLength: 1 }, minItems: 1 },
      ],
      description,
    }),
  );

export const HeaderCondition = Type.Unsafe<string | { contains?: string; regex?: string }>({
  anyOf: [
    { type: 'string' },
    {
      type: 'object',
      properties: { contains: { type: 'string' }, regex: { type: 'string' } },
      minProperties: 1,
      ...closed,
    },
  ],
  description:
    'The whole value, or what it contains, or a JavaScript regular expression without look-ahead and back references, not anchored.',
});
export type HeaderCondition = Static<typeof HeaderCondition>;

const UPSTREAM_DIALECTS = [
  'openai-chat',
  'openai-responses',
  'openai-embeddings',
  'gemini',
  'anthropic',
  'anthropic-bedrock',
  'mcp',
  'vectara',
  'web',
  'oauth-token',
  'built-in',
] as const;

/** All that is given must hold. In names, `*` stands for any characters. */
export const FaultWhere = Type.Object(
  {
    operation: oneOrMore('operationId of the call, `queryCorpus` say.'),
    route: oneOrMore('Method and path, or the path alone: `POST /v2/query`, `/v2/corpora/*`.'),
    corpus: oneOrMore('Key of a corpus that the call names.'),
    llm: oneOrMore('Name of the LLM that the call asks; of the model at its provider too, for upstream faults.'),
    agent: oneOrMore('Key of the agent that the call names; for tool faults, of the one that calls the tool.'),
    step: oneOrMore('Name of the step that a tool is called in. For tool faults.'),
    tool: oneOrMore('Name of the configuration of a tool, or its type, `web_get` say. For tool faults.'),
    header: Type.Optional(
      Type.Record(Type.String(), HeaderCondition, { description: 'Of the call; names in any case.' }),
    ),
    upstream: Type.Optional(
      Type.Object(
        {
          host: oneOrMore('With its port, if any.'),
          dialect: Type.Optional(
            Type.Unsafe<(typeof UPSTREAM_DIALECTS)[number]>({
              type: 'string',
              enum: UPSTREAM_DIALECTS,
              description:
                '`built-in`: platform LLMs. `mcp`: tool servers. `vectara`: calls that are passed to it. Those and requests for access tokens fail only where they are named here.',
            }),
          ),
        },
        { ...closed, description: 'For upstream faults.' },
      ),
    ),
  },
  { ...closed, description: 'All that is given must hold. In names, `*` stands for any characters.' },
);
export type FaultWhere = Static<typeof FaultWhere>;

export const FaultWhen = Type.Object(
  {
    skip: Type.Optional(Type.Integer({ minimum: 0, description: 'So many calls are let pass first.' })),
    every: Type.Optional(Type.Integer({ minimum: 1, description: 'Only every Nth call after those.' })),
    probability: Type.Optional(Type.Number({ minimum: 0, maximum: 1, description: 'Only so many of these, 0.1 say.' })),
    seed: Type.Optional(
      Type.Integer({ description: 'Of what is drawn, durations too. Default 0: each run is the same.' }),
    ),
    times: Type.Optional(Type.Integer({ minimum: 1, description: 'At most so often in all.' })),
  },
  { ...closed, description: 'Of the calls that `where` holds for; each of them when nothing is given.' },
);
export type FaultWhen = Static<typeof FaultWhen>;

// Faults as they are given: over HTTP, in a seed file, to the library.

export const FAULTS = [...AnswerFaults, ...UpstreamFaults, ...ToolFaults] as const;

export const Fault = discriminatedUnion([...FAULTS]);
export type Fault = Static<typeof Fault>;

/** `magic` is the path of something else. */
export const FaultRuleId = Type.String({
  pattern: '^(?!magic$)[A-Za-z0-9_.-]{1,100}$',
  description: 'Made up when absent.',
});

export const FaultRule = Type.Object(
  {
    id: Type.Optional(FaultRuleId),
    description: Type.Optional(Type.String()),
    where: Type.Optional(FaultWhere),
    when: Type.Optional(FaultWhen),
    fault: Fault,
  },
  {
    additionalProperties: false,
    description:
      'What goes wrong, with which calls, how often. Of the faults of this API’s own answers, of the upstream ones (`upstream_…`) and of those of tools (`tool_…`), the first added that fires wins. Upstream faults hold for platform LLMs too, which reach no network: the model fails as a registered one would.',
  },
);
export type FaultRule = Static<typeof FaultRule>;

/** A rule as it is kept, and how often it was met since it was put there or the emulator started. */
export const FaultStatus = Type.Object({
  ...(FaultRule as TObject<typeof FaultRule.properties>).properties,
  id: Type.String(),
  times_matched: Type.Integer({ description: 'Calls that it holds for and that no rule before it took.' }),
  times_fired: Type.Integer(),
  last_mismatch: Type.Optional(
    Type.String({ description: 'Of a rule that has not fired: why it did not hold for the last call.' }),
  ),
});
export type FaultStatus = Static<typeof FaultStatus>;
