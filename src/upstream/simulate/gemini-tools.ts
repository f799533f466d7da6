/** Why Google refuses functions and the turns in which they are called: https://ai.google.dev/gemini-api/docs/function-calling */
import { recordIn } from '../messages.ts';
import type { Content, Declaration } from './gemini-request.ts';

type Body = Record<string, unknown>;

export const declarationsOf = ({ tools = [] }: Body): Declaration[] =>
  (tools as { functionDeclarations?: Declaration[] }[]).flatMap(
    ({ functionDeclarations = [] }) => functionDeclarations,
  );

const AT = '* GenerateContentRequest';

export function objectionToTools(body: Body): string | undefined {
  const declared = declarationsOf(body);
  for (const [index, { name, parameters }] of declared.entries()) {
    if (!/^[a-zA-Z_][\w.:-]{0,63}$/.test(name))
      return `Invalid value at 'tools.function_declarations.name': Invalid function name "${name}". Must start with a letter or an underscore.`;
    if (declared.findIndex((one) => one.name === name) !== index)
      return `Duplicate function declaration found: ${name}`;
    const objection = parameters && objectionToSchema(parameters, 'parameters');
    if (objection !== undefined) return `${AT}.tools[0].function_declarations[${index}].${objection}\n`;
  }
  return objectionToCalling(body, declared);
}

/** Google's own form of schemas, unlike JSON Schema, has its members checked. */
function objectionToSchema(node: Record<string, unknown>, at: string): string | undefined {
  const type = String(node.type ?? '').toUpperCase();
  const properties = Object.entries(recordIn(node.properties) ?? {});
  if (type === 'OBJECT' && properties.length === 0) return `${at}.properties: should be non-empty for OBJECT type`;
  if (type === 'ARRAY' && node.items === undefined) return `${at}.items: missing field.`;
  const inner: [string, unknown][] = properties.map(([name, one]) => [`${at}.properties[${name}]`, one]);
  for (const [place, child] of [...inner, [`${at}.items`, node.items] as const]) {
    const found = recordIn(child);
    const objection = found && objectionToSchema(found, place);
    if (objection !== undefined) return objection;
  }
  return undefined;
}

function objectionToCalling({ toolConfig }: Body, declared: readonly Declaration[]): string | undefined {
  const calling = recordIn(recordIn(toolConfig)?.functionCallingConfig);
  if (calling === undefined) return undefined;
  if (declared.length === 0) return 'Function calling config is set without function_declarations.';
  const allowed = (calling.allowedFunctionNames ?? []) as string[];
  if (allowed.length > 0 && !['ANY', 'VALIDATED'].includes(String(calling.mode)))
    return 'Allowed function names can only be set when the function calling mode is ANY.';
  const unknown = allowed.find((one) => !declared.some(({ name }) => name === one));
  return unknown === undefined
    ? undefined
    : `${AT}.tool_config.function_calling_config.allowed_function_names: ${unknown} is not a declared function.\n`;
}

const COUNTS_DIFFER =
  'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.';

/** The model calls after the user, or after results, and is answered at once, as often as it called. */
export function objectionToTurns(contents: readonly Content[]): string | undefined {
  const countOf = (content: Content | undefined, member: 'functionCall' | 'functionResponse'): number =>
    (content?.parts ?? []).filter((part) => part[member] !== undefined).length;
  for (const [index, content] of contents.entries()) {
    const before = contents[index - 1];
    const called = countOf(content, 'functionCall');
    if (called > 0 && (before === undefined || before.role === 'model'))
      return 'Please ensure that function call turn comes immediately after a user turn or after a function response turn.';
    if (called > 0 && countOf(contents[index + 1], 'functionResponse') !== called) return COUNTS_DIFFER;
    if (countOf(content, 'functionResponse') > 0 && countOf(before, 'functionCall') === 0)
      return 'Please ensure that function response turn comes immediately after a function call turn.';
  }
  return undefined;
}
