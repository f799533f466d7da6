/** Why Anthropic refuses tools, schemas and the turns in which tools are called: https://docs.anthropic.com/en/docs/build-with-claude/tool-use */
import { recordIn } from '../messages.ts';
import type { AnthropicMessage, AnthropicTool, Block, OutputConfig } from './anthropic-request.ts';

type Schema = Record<string, unknown>;

interface Body {
  tools?: AnthropicTool[];
  tool_choice?: { type?: string; name?: string };
  output_config?: OutputConfig;
  messages: AnthropicMessage[];
}

export const objectionToTools = ({ tools = [], tool_choice: choice, output_config: config, messages }: Body) =>
  objectionToDeclared(tools) ??
  objectionToChoice(tools, choice) ??
  (config?.format?.schema && objectionToSchema(config.format.schema)) ??
  objectionToTurns(messages);

function objectionToDeclared(tools: readonly AnthropicTool[]): string | undefined {
  for (const [index, { type = 'custom', name, input_schema: schema }] of tools.entries()) {
    if (type !== 'custom') continue;
    const at = `tools.${index}.custom`;
    if (!/^[a-zA-Z0-9_-]{1,128}$/.test(name)) return `${at}.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'`;
    if (schema === undefined) return `${at}.input_schema: Field required`;
    if (schema.type === undefined) return `${at}.input_schema.type: Field required`;
    if (schema.type !== 'object') return `${at}.input_schema.type: Input should be 'object'`;
  }
  const names = tools.map(({ name }) => name);
  return new Set(names).size < names.length ? 'tools: Tool names must be unique.' : undefined;
}

const objectionToChoice = (tools: readonly AnthropicTool[], choice: Body['tool_choice']): string | undefined =>
  choice?.type === 'tool' && !tools.some(({ name }) => name === choice.name)
    ? `Tool '${choice.name}' not found in provided tools`
    : undefined;

const UNSUPPORTED: Record<string, readonly string[] | undefined> = {
  string: ['minLength', 'maxLength'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  integer: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  array: ['maxItems', 'uniqueItems'],
};

/** Answers in a schema come in a part of JSON Schema only. */
function objectionToSchema(node: Schema): string | undefined {
  const type = String(node.type);
  if (type === 'object' && node.additionalProperties !== false)
    return "output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false";
  const odd = (UNSUPPORTED[type] ?? []).filter((keyword) => node[keyword] !== undefined);
  if (odd.length > 0)
    return `output_config.format.schema: For '${type}' type, properties ${odd.join(', ')} are not supported`;
  const inner: unknown[] = [
    ...Object.values(recordIn(node.properties) ?? {}),
    node.items,
    ...(Array.isArray(node.anyOf) ? node.anyOf : []),
  ];
  for (const child of inner) {
    const found = recordIn(child);
    const objection = found && objectionToSchema(found);
    if (objection !== undefined) return objection;
  }
  return undefined;
}

/** Calls are answered by what the next message begins with, and nothing else is. */
function objectionToTurns(messages: readonly AnthropicMessage[]): string | undefined {
  for (const [index, message] of messages.entries()) {
    const called = callsIn(message);
    const odd = called.find((id) => !/^[a-zA-Z0-9_-]+$/.test(id));
    if (odd !== undefined) return `messages.${index}: tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'`;
    if (new Set(called).size < called.length) return `messages.${index}: \`tool_use\` ids must be unique`;
    const leading = resultsIn(messages[index + 1], 'leading');
    const open = called.filter((id) => !leading.includes(id));
    if (open.length > 0)
      return `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${open.join(', ')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`;
    const answered = resultsIn(message, 'all');
    const before = callsIn(messages[index - 1]);
    const stray = answered.find((id) => !before.includes(id));
    if (stray !== undefined)
      return `messages.${index}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${stray}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`;
    const again = answered.find((id, place) => answered.indexOf(id) !== place);
    if (again !== undefined)
      return `messages.${index}: each \`tool_use\` must have a single result. Found multiple \`tool_result\` blocks with id: ${again}`;
  }
  return undefined;
}

const blocksOf = (message: AnthropicMessage | undefined): readonly Block[] =>
  typeof message?.content === 'object' ? message.content : [];

const callsIn = (message: AnthropicMessage | undefined): string[] =>
  blocksOf(message)
    .filter(({ type }) => type === 'tool_use')
    .map(({ id = '' }) => id);

function resultsIn(message: AnthropicMessage | undefined, which: 'leading' | 'all'): string[] {
  const blocks = blocksOf(message);
  const end = which === 'all' ? -1 : blocks.findIndex(({ type }) => type !== 'tool_result');
  return blocks
    .slice(0, end < 0 ? blocks.length : end)
    .filter(({ type }) => type === 'tool_result')
    .map(({ tool_use_id: id = '' }) => id);
}
