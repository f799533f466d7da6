import { createHash } from 'node:crypto';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type {
  LanguageModel,
  Message,
  ModelChunk,
  ModelRequest,
  ResponseFormat,
  ToolCall,
  ToolDefinition,
} from '../language-model.ts';
import { answerLanguage, phrases, phrasesIn } from './phrases.ts';
import { thoughtOf, wantsThoughts } from './thoughts.ts';
import { cutAnswer, estimatePromptTokens, estimateTokens, wordChunks } from './tokens.ts';

/** After so many chunks in a row other work of the process gets its turn. */
const CHUNKS_PER_TURN = 64;
const CHARACTERS_PER_TOKEN = 4;

/**
 * The model behind the platform LLMs and simulate mode (docs/behaviour/llms.md, Platform LLMs): offline, the same
 * answer for the same request, drawn from the prompt alone. It never throws UpstreamError.
 */
export function createBuiltInModel(): LanguageModel {
  return {
    async *generate(request, signal) {
      signal.throwIfAborted();
      const promptTokens = estimatePromptTokens(request.messages);
      const tool = demandedTool(request);
      const call = tool === undefined ? searchCall(request) : await callTool(tool, request);
      const answer =
        call === undefined
          ? cutAnswer(tool === undefined ? await answerText(request) : phrases.noInstance(), request.parameters)
          : { text: call.arguments, reason: 'tool_calls' as const };
      const thought = wantsThoughts(request.parameters) ? thoughtOf(request.messages, call) : '';
      for (const text of request.stream ? wordChunks(thought) : [thought]) if (text) yield { type: 'thinking', text };
      const pieces = request.stream ? wordChunks(answer.text) : answer.text === '' ? [] : [answer.text];
      if (call !== undefined && request.stream) {
        yield { type: 'tool_call', index: 0, id: call.id, name: call.name, arguments: '' };
      }
      const started = performance.now();
      let said = 0;
      for (const [index, piece] of pieces.entries()) {
        if (request.stream) await untilDue(started, said, request.tokensPerSecond, signal);
        said += piece.length;
        if (index % CHUNKS_PER_TURN === CHUNKS_PER_TURN - 1) await setImmediate();
        signal.throwIfAborted();
        yield chunkOf(piece, call, request.stream);
      }
      signal.throwIfAborted();
      const reasoningTokens = thought === '' ? undefined : estimateTokens(thought);
      const completionTokens = estimateTokens(answer.text) + (reasoningTokens ?? 0);
      yield { type: 'finish', reason: answer.reason, usage: { promptTokens, completionTokens, reasoningTokens } };
    },
  };
}

/** Each piece has a time of its own, so that lateness does not add up. Returns early when the signal aborts. */
async function untilDue(
  started: number,
  characters: number,
  pace: number | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (pace === undefined) return;
  const wait = started + (characters / CHARACTERS_PER_TOKEN / pace) * 1000 - performance.now();
  if (wait >= 1) await setTimeout(wait, undefined, { signal }).catch(() => {});
}

function chunkOf(piece: string, call: ToolCall | undefined, stream: boolean): ModelChunk {
  if (call === undefined) return { type: 'text', text: piece };
  if (stream) return { type: 'tool_call', index: 0, arguments: piece };
  return { type: 'tool_call', index: 0, id: call.id, name: call.name, arguments: piece };
}

/** Answers extract, they do not plan: where the request leaves a choice, no tool is called but one that searches. */
function demandedTool({ tools = [], toolChoice }: ModelRequest): ToolDefinition | undefined {
  if (toolChoice === 'required') return tools[0];
  return typeof toolChoice === 'object' ? tools.find(({ name }) => name === toolChoice.name) : undefined;
}

/** Undefined when nothing satisfies the schema of its arguments. */
async function callTool(tool: ToolDefinition, request: ModelRequest): Promise<ToolCall | undefined> {
  const { instanceWithText } = await import('./schema-instance/minimal-instance.ts');
  const value = instanceWithText(tool.parameters ?? { type: 'object' }, await proseFor(request));
  if (value === undefined) return undefined;
  return callOf(tool, value, request);
}

const callOf = (tool: ToolDefinition, value: unknown, { messages }: ModelRequest): ToolCall => {
  const id = createHash('sha256')
    .update(JSON.stringify([tool.name, messages]))
    .digest('hex');
  return { id: `call_${id.slice(0, 24)}`, name: tool.name, arguments: JSON.stringify(value) };
};

const LONGEST_QUERY = 1000;

/** An agent's step hands over to the next in the user's place (agent-loop/next-step.ts); the user asked before. */
const withoutHandOvers = (messages: Message[]): Message[] =>
  messages.filter((message) => message.role !== 'user' || !/^Continue as step '/.test(textOf(message)));

/** Asks the first search tool on offer what the user asks, once; `tool_choice: none` is a refusal. */
function searchCall(request: ModelRequest): ToolCall | undefined {
  const { tools = [], toolChoice } = request;
  const messages = withoutHandOvers(request.messages);
  const asked = messages.findLastIndex(({ role }) => role === 'user');
  if (asked < 0 || toolChoice === 'none' || messages.at(-1)?.role === 'tool') return undefined;
  const called = new Set(messages.slice(asked).flatMap(({ toolCalls = [] }) => toolCalls.map(({ name }) => name)));
  const [tool] = tools
    .filter((one) => searches(one) && !called.has(one.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const query = textOf(messages[asked]!).trim().slice(0, LONGEST_QUERY);
  return tool && query !== '' ? callOf(tool, { query }, request) : undefined;
}

/** Told by its arguments: all it needs is a query. What looks back is left out: a summary has what this model would find. */
function searches({ name, parameters: { properties, required } = {} }: ToolDefinition): boolean {
  if (name === 'search_compacted_events') return false;
  const { query } = (properties ?? {}) as { query?: { type?: unknown } };
  return query?.type === 'string' && Array.isArray(required) && required.length === 1 && required[0] === 'query';
}

const textOf = ({ content }: Message): string =>
  typeof content === 'string' ? content : content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');

async function answerText(request: ModelRequest): Promise<string> {
  const prose = await proseFor(request);
  const format: ResponseFormat = request.responseFormat ?? { type: 'text' };
  if (format.type === 'json_object') return JSON.stringify({ answer: prose });
  if (format.type !== 'json_schema') return prose;
  const { instanceWithText } = await import('./schema-instance/minimal-instance.ts');
  const value = instanceWithText(format.json_schema.schema, prose);
  return value === undefined ? phrases.noInstance() : JSON.stringify(value);
}

/** Loaded by the first question, and kept: looking up what is loaded costs 50 µs each time. */
let composing: ReturnType<typeof loadComposing> | undefined;
const loadComposing = () => Promise.all([import('./read-prompt.ts'), import('./answer.ts'), import('./summary.ts')]);

async function proseFor({ messages }: ModelRequest): Promise<string> {
  composing ??= loadComposing();
  const [{ readPrompt }, { composeAnswer }, { summaryOf }] = await composing;
  const summary = summaryOf(messages);
  if (summary !== undefined) return summary;
  const said = withoutHandOvers(messages);
  return composeAnswer(readPrompt(said), phrasesIn(answerLanguage(said)));
}
