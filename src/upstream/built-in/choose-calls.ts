/** Which tools the built-in model calls, and with what (docs/behaviour/llms.md, Platform LLMs). */
import { createHash } from 'node:crypto';
import type { Message, ModelRequest, ToolCall, ToolDefinition } from '../language-model.ts';
import { textOf } from '../messages.ts';
import { takeSummary } from './summary.ts';

const LONGEST_QUERY = 1000;

/**
 * The tool that is demanded; else those that the user names, in backquotes or after an @; else the first that searches, with
 * what the user asks. Each once after each question, and none once results are there. `impossible` where nothing satisfies
 * the demanded tool's schema.
 */
export async function chooseCalls(
  request: ModelRequest,
  prose: (request: ModelRequest) => Promise<string>,
): Promise<ToolCall[] | 'impossible'> {
  const { tools = [], toolChoice } = request;
  const asked = questionIn(request.messages);
  const demanded = demandedTool(request);
  if (demanded) {
    const args = await argumentsFor(demanded, { answer: await prose(request), asked });
    return args === undefined ? 'impossible' : [callOf(demanded, args, request)];
  }
  if (tools.length === 0 || toolChoice === 'none' || asked === '') return [];
  const called = calledSinceAsked(request.messages);
  if (called === 'answered') return [];
  const named = mentionsIn(asked, tools).filter(({ name }) => !called.has(name));
  if (named.length > 0) {
    const calls = await Promise.all(
      named.map(async (tool) => {
        const args = await argumentsFor(tool, { asked: withoutMentions(asked, tools), everywhere: true });
        return args === undefined ? [] : [callOf(tool, args, request)];
      }),
    );
    return calls.flat();
  }
  const [search] = tools
    .filter((tool) => searches(tool) && !called.has(tool.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return search ? [callOf(search, { query: asked.slice(0, LONGEST_QUERY) }, request)] : [];
}

/**
 * Where any will do, it is one that searches, and with results the last: that is where a tool stands that takes the answer
 * itself (upstream/anthropic-request.ts).
 */
function demandedTool({ messages, tools = [], toolChoice }: ModelRequest): ToolDefinition | undefined {
  if (toolChoice === 'required')
    return calledSinceAsked(messages) === 'answered' ? tools.at(-1) : (tools.find(searches) ?? tools[0]);
  return typeof toolChoice === 'object' ? tools.find(({ name }) => name === toolChoice.name) : undefined;
}

/** Undefined when nothing satisfies the schema. */
async function argumentsFor(
  { parameters = { type: 'object' } }: ToolDefinition,
  filling: { answer?: string; asked: string; everywhere?: boolean },
): Promise<unknown> {
  const { filledInstance } = await import('./schema-instance/filled-instance.ts');
  return filledInstance(parameters, filling);
}

const callOf = (tool: ToolDefinition, value: unknown, { messages }: ModelRequest): ToolCall => {
  const id = createHash('sha256')
    .update(JSON.stringify([tool.name, messages]))
    .digest('hex');
  return { id: `call_${id.slice(0, 24)}`, name: tool.name, arguments: JSON.stringify(value) };
};

/**
 * What the conversation says, without what an agent puts into it in the user's place: the hand-over to the next step
 * (agent-loop/next-step.ts), and the text of a skill after the call that loaded it, whose result says nothing either.
 */
export const spokenBy = (messages: readonly Message[]): Message[] =>
  messages.filter((message, index) => {
    if (message.role !== 'user') return !isLoaded(message);
    return !/^Continue as step '/.test(textOf(message)) && !isLoaded(messages[index - 1]);
  });

const isLoaded = (message: Message | undefined): boolean =>
  message?.role === 'tool' && /^\{"skill_name":"[^"]*","loaded":true\}/.test(textOf(message));

/** What the user asked last; the summary of what came before may stand in the same message. */
export function questionIn(messages: readonly Message[]): string {
  const last = spokenBy(messages).findLast(({ role }) => role === 'user');
  const text = last ? textOf(last) : '';
  return (takeSummary(text)?.rest ?? text).trim();
}

/** Names of the tools that were called since the user spoke; `answered` when their results are what came last. */
function calledSinceAsked(messages: readonly Message[]): Set<string> | 'answered' {
  const spoken = spokenBy(messages);
  const since = spoken.slice(spoken.findLastIndex(({ role }) => role === 'user') + 1);
  if (since.at(-1)?.role === 'tool') return 'answered';
  return new Set(since.flatMap(({ toolCalls = [] }) => toolCalls.map(({ name }) => name)));
}

/** `` `name` `` or `@name`. */
const MENTION = /`([^`\s]+)`|(?<![\p{L}\p{N}])@([\w-]+)/gu;

/** In the order in which they are named. */
function mentionsIn(text: string, tools: readonly ToolDefinition[]): ToolDefinition[] {
  const names = [...text.matchAll(MENTION)].map(([, quoted, at]) => quoted ?? at);
  return [...new Set(names)].flatMap((name) => tools.filter((tool) => tool.name === name));
}

function withoutMentions(text: string, tools: readonly ToolDefinition[]): string {
  const names = new Set(tools.map(({ name }) => name));
  const rest = text.replace(MENTION, (mention, quoted, at) => (names.has(quoted ?? at) ? '' : mention));
  return rest.replace(/\s+/g, ' ').trim() || text;
}

/** Told by its arguments: all it needs is a query. What looks back is left out: a summary has what this model would find. */
function searches({ name, parameters: { properties, required } = {} }: ToolDefinition): boolean {
  if (name === 'search_compacted_events') return false;
  const { query } = (properties ?? {}) as { query?: { type?: unknown } };
  return query?.type === 'string' && Array.isArray(required) && required.length === 1 && required[0] === 'query';
}
