/** Answers in a schema (docs/behaviour/agent-turns.md, Structured output). */
import type { ResponseFormat } from '../upstream/language-model.ts';
import type { StoredStep } from '../v2/agents/agents-repository.ts';

type JsonSchema = Extract<ResponseFormat, { type: 'json_schema' }>['json_schema'];

export function schemaOf({ output_parser }: StoredStep): JsonSchema | undefined {
  if (output_parser.type !== 'structured') return undefined;
  const { name, description, strict, schema } = output_parser.json_schema;
  return {
    name,
    schema,
    ...(description === undefined ? {} : { description }),
    ...(typeof strict === 'boolean' ? { strict } : {}),
  };
}

/** For models that take no schema beside the messages. */
export const schemaAsText = ({ schema }: JsonSchema): string =>
  `Give your final answer as JSON that fits this schema, and nothing else:\n${JSON.stringify(schema)}`;

const FENCED = /^\s*```(?:json)?\s*\n([\s\S]*?)\n?\s*```\s*$/;

/** What the model wrote, parsed; its text where that is no JSON. Nothing holds it to the schema. */
export function readStructured(text: string): unknown {
  try {
    return JSON.parse(FENCED.exec(text)?.[1] ?? text);
  } catch {
    return text;
  }
}
