/** Tests of lambda tools on the wire (docs/behaviour/lambdas.md, Tests). */
import { type Static, Type } from 'typebox';
import { discriminatedUnion } from '../../http/schemas.ts';
import { Metadata } from '../agents/tool-configurations-schema.ts';
import { ExecutionConfiguration, LambdaTools, python } from './tools-schema.ts';

const text = Type.Optional(Type.String());

const TestContext = Type.Object(
  {
    agent: Type.Optional(
      Type.Object({
        metadata: Type.Optional(Metadata),
        secrets: Type.Optional(Type.Record(Type.String(), Type.String())),
      }),
    ),
    session: Type.Optional(Type.Object({ metadata: Type.Optional(Metadata) })),
  },
  { description: 'What references of the tools that the code calls lead into.' },
);
export type TestContext = Static<typeof TestContext>;

const timeout_seconds = Type.Optional(
  Type.Integer({ minimum: 1, maximum: 300, description: 'In the place of the limit that the tool has.' }),
);

export const TestLambdaToolRequest = Type.Object({
  language: Type.Optional(python),
  code: Type.String({ minLength: 1, maxLength: 100_000 }),
  execution_configuration: Type.Optional(ExecutionConfiguration),
  test_input: Type.Optional({ ...Metadata, description: 'Without it the code is only validated.' }),
  timeout_seconds,
  tool_configurations: Type.Optional(LambdaTools),
  test_context: Type.Optional(TestContext),
});

export type TestLambdaToolRequest = Static<typeof TestLambdaToolRequest>;

export const TestToolRequest = Type.Object({
  input: Metadata,
  timeout_seconds,
  test_context: Type.Optional(TestContext),
});

export type TestToolRequest = Static<typeof TestToolRequest>;

const ValidationResults = Type.Object({
  input_valid: Type.Optional(Type.Boolean()),
  output_valid: Type.Optional(Type.Boolean()),
  validation_errors: Type.Optional(Type.Array(Type.String())),
});

const measured = {
  latency_millis: Type.Integer(),
  memory_used_mb: Type.Optional(Type.Integer()),
};

export const TestLambdaToolResponse = Type.Object({
  validation: Type.Object({
    status: Type.Unsafe<'valid' | 'invalid' | 'pending'>({ type: 'string', enum: ['valid', 'invalid', 'pending'] }),
    errors: Type.Optional(Type.Array(Type.String())),
  }),
  input_schema: Type.Optional(Metadata),
  output_schema: Type.Optional(Metadata),
  execution: Type.Optional(
    Type.Object({
      success: Type.Boolean(),
      output: Type.Optional(Metadata),
      error: Type.Optional(Type.Object({ message: text, traceback: text })),
      latency_millis: Type.Optional(Type.Integer()),
      memory_used_mb: Type.Optional(Type.Integer()),
      validation_results: Type.Optional(ValidationResults),
    }),
  ),
});

export type TestLambdaToolResponse = Static<typeof TestLambdaToolResponse>;

export const TestToolResponse = discriminatedUnion([
  Type.Object({
    type: Type.Literal('success'),
    output: Metadata,
    ...measured,
    validation_results: Type.Optional(ValidationResults),
  }),
  Type.Object({
    type: Type.Literal('error'),
    error: Type.Object({ message: Type.String(), traceback: text }),
    ...measured,
  }),
]);
