/** Why OpenAI refuses tools, the choice among them, and schemas: https://platform.openai.com/docs/guides/function-calling */
import { recordIn } from '../messages.ts';
import { missing, type OpenAiRefusal } from './openai-request.ts';

type Schema = Record<string, unknown>;

/** A function or a custom tool; `at` is the path of the member that has its name. */
export interface DeclaredTool {
  at: string;
  name?: string | undefined;
  parameters?: Schema | null | undefined;
  strict?: boolean | null | undefined;
}

const MOST_TOOLS = 128;
const LONGEST_NAME = 64;

/** `chosen` is the name of the tool that has to be called, if one has. */
export function refuseTools(
  tools: readonly DeclaredTool[],
  choice: unknown,
  chosen: string | undefined,
): OpenAiRefusal | undefined {
  if (tools.length > MOST_TOOLS)
    return {
      message: `Invalid 'tools': array too long. Expected an array with maximum length ${MOST_TOOLS}, but got an array with length ${tools.length} instead.`,
      param: 'tools',
      code: 'array_above_max_length',
    };
  for (const { at, name, parameters, strict } of tools) {
    if (name === undefined) return missing(`${at}.name`);
    const refusal =
      refuseName(name, `${at}.name`) ??
      (parameters ? refuseSchema(parameters, strict === true, ofFunction(name, at)) : undefined);
    if (refusal) return refusal;
  }
  if (choice == null || choice === 'none') return undefined;
  if (tools.length === 0) {
    const message = "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.";
    return { message, param: 'tool_choice' };
  }
  if (chosen === undefined || tools.some(({ name }) => name === chosen)) return undefined;
  return { message: `Tool choice '${chosen}' not found in 'tools' parameter.`, param: 'tool_choice' };
}

export function refuseName(name: string, param: string): OpenAiRefusal | undefined {
  if (name === '') {
    const message = `Invalid '${param}': empty string. Expected a string with minimum length 1, but got an empty string instead.`;
    return { message, param, code: 'empty_string' };
  }
  if (!/^[a-zA-Z0-9_-]+$/.test(name)) {
    const message = `Invalid '${param}': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`;
    return { message, param, code: 'invalid_value' };
  }
  return refuseLength(name, LONGEST_NAME, param);
}

export function refuseLength(text: string, most: number, param: string): OpenAiRefusal | undefined {
  if (text.length <= most) return undefined;
  const message = `Invalid '${param}': string too long. Expected a string with maximum length ${most}, but got a string with length ${text.length} instead.`;
  return { message, param, code: 'string_above_max_length' };
}

/** Whose schema it is, as refusals say it. */
interface SchemaOf {
  whose: string;
  param: string;
  code?: string;
}

const ofFunction = (name: string, at: string): SchemaOf => ({
  whose: `function '${name}'`,
  param: `${at}.parameters`,
  code: 'invalid_function_parameters',
});

export function refuseSchema(
  schema: Schema,
  strict: boolean,
  { whose, ...refusal }: SchemaOf,
): OpenAiRefusal | undefined {
  const objection =
    schema.type === 'object'
      ? objectionTo(schema, strict, [])
      : `schema must be a JSON Schema of 'type: "object"', got 'type: "${schema.type ?? 'None'}"'.`;
  return objection === undefined ? undefined : { message: `Invalid schema for ${whose}: ${objection}`, ...refusal };
}

function objectionTo(node: Schema, strict: boolean, path: readonly string[]): string | undefined {
  const at = `In context=(${path.map((step) => `'${step}'`).join(', ')}${path.length === 1 ? ',' : ''})`;
  const properties = recordIn(node.properties);
  if (node.type === 'array' && node.items === undefined) return `${at}, array schema missing items.`;
  if (node.type === 'object') {
    if (path.length === 0 && properties === undefined) return `${at}, object schema missing properties.`;
    if (strict && node.additionalProperties !== false)
      return `${at}, 'additionalProperties' is required to be supplied and to be false.`;
    const required = Array.isArray(node.required) ? node.required : [];
    const left = strict ? Object.keys(properties ?? {}).find((name) => !required.includes(name)) : undefined;
    if (left !== undefined)
      return `${at}, 'required' is required to be supplied and to be an array including every key in properties. Missing '${left}'.`;
  }
  const inner = [
    ...Object.entries(properties ?? {}).map(([name, one]) => [one, ['properties', name]] as const),
    [node.items, ['items']] as const,
    ...(Array.isArray(node.anyOf) ? node.anyOf : []).map((one, index) => [one, ['anyOf', String(index)]] as const),
  ];
  for (const [child, steps] of inner) {
    const found = recordIn(child);
    const objection = found && objectionTo(found, strict, [...path, ...steps]);
    if (objection !== undefined) return objection;
  }
  return undefined;
}
