/**
 * Type `openai-responses`: OpenAI's Responses, https://platform.openai.com/docs/api-reference/responses
 * (docs/behaviour/llms.md, OpenAI responses).
 */
import type {
  ContentPart,
  FinishReason,
  LanguageModel,
  Message,
  ModelChunk,
  ModelRequest,
  ResponseFormat,
  ToolChoice,
  ToolDefinition,
} from './language-model.ts';
import {
  argumentsIn,
  callIds,
  objectsOf,
  partsOf,
  recordIn,
  refusalInContent,
  textIn,
  textInContent,
  textOf,
  wordIn,
} from './messages.ts';
import { extrasFor, isReasoningModel, namedParameters, reasons } from './model-parameters.ts';
import { usageIn } from './openai-chat.ts';
import { withProperties } from './openai-chat-request.ts';
import { callUpstream } from './transport/call-upstream.ts';
import { errorIn, noEnd, readJson, reportedError, unexpectedShape } from './transport/read-answer.ts';
import type { UpstreamAnswer } from './transport/upstream-answer.ts';
import { UpstreamError } from './upstream-error.ts';
import type { UpstreamDependencies, UpstreamSettings } from './upstream-settings.ts';

/** Never streams upstream, so the whole text comes as one chunk. */
export function createOpenAiResponsesModel(
  settings: UpstreamSettings,
  dependencies: UpstreamDependencies,
): LanguageModel {
  return {
    async *generate(request, signal) {
      const call = {
        url: responsesUrl(settings.uri!),
        dialect: 'openai-responses' as const,
        accept: 'application/json' as const,
        body: JSON.stringify(responsesRequest(settings.model, request)),
      };
      yield* readResponse(await callUpstream(settings, call, dependencies, signal), callIds(request.messages));
    },
  };
}

/**
 * `…/chat/completions` becomes `…/responses`, anything else gets it appended; the query stays. Azure serves Responses beside
 * its deployments, which the model names, and not below them.
 */
export function responsesUrl(uri: string): string {
  const url = new URL(uri);
  const isAzure = /\.azure\.(?:com|us|cn)$/.test(url.hostname);
  const given = url.pathname.replace(/\/+$/, '');
  const path = isAzure ? given.replace(/^\/openai\/deployments\/[^/]+/, '/openai') : given;
  url.pathname = path.endsWith('/responses') ? path : `${path.replace(/\/chat\/completions$/, '')}/responses`;
  return url.href;
}

/** Members left undefined do not reach the wire. */
function responsesRequest(model: string, request: ModelRequest): object {
  const { maxTokens, temperature, extras } = namedParameters(request.parameters);
  const { reasoning_effort: effort, verbosity, text, reasoning, max_completion_tokens: limit } = extras;
  const format = request.responseFormat && { format: toFormat(request.responseFormat) };
  const tools = request.tools?.length ? request.tools.map(toTool) : undefined;
  return {
    max_output_tokens: limit ?? maxTokens,
    temperature: isReasoningModel(model) ? undefined : temperature,
    ...extrasFor('responses', extras),
    reasoning: effort == null ? reasoning : { effort, ...recordIn(reasoning) },
    text:
      format || verbosity != null || text
        ? { ...format, verbosity: verbosity ?? undefined, ...recordIn(text) }
        : undefined,
    include: included(model, request),
    model,
    input: request.messages.flatMap(toInput),
    tools,
    tool_choice: tools && request.toolChoice && toToolChoice(request.toolChoice, request.tools!),
  };
}

/** An agent's reasoning comes back with its calls, also where OpenAI keeps nothing of it; models that do not reason refuse the wish. */
function included(model: string, { agent, parameters, tools = [] }: ModelRequest): unknown {
  const { include } = parameters;
  if (!agent || tools.length === 0 || !reasons(model)) return include ?? undefined;
  return [...new Set([...(Array.isArray(include) ? include : []), 'reasoning.encrypted_content'])];
}

const toFormat = (format: ResponseFormat): object =>
  format.type === 'json_schema' ? { type: 'json_schema', ...format.json_schema } : format;

/** A function that says nothing is not strict in chat completions, and would be here. */
const toTool = ({
  custom,
  name,
  description,
  parameters = { type: 'object' },
  strict = false,
}: ToolDefinition): object =>
  custom
    ? { type: 'custom', name, description, ...custom }
    : { type: 'function', name, description, parameters: withProperties(parameters), strict };

function toToolChoice(choice: ToolChoice, tools: ToolDefinition[]): unknown {
  if (typeof choice === 'string') return choice;
  const isCustom = tools.some(({ name, custom }) => custom && name === choice.name);
  return { type: isCustom ? 'custom' : 'function', name: choice.name };
}

/** One message as input items: a call and a call's result are items of their own. */
function toInput(message: Message, index: number, all: Message[]): object[] {
  const { role, toolCalls = [], toolCallId = '', extra } = message;
  if (role === 'tool') {
    const calls = all.slice(0, index).flatMap((earlier) => earlier.toolCalls ?? []);
    const isCustom = calls.findLast(({ id }) => id === toolCallId)?.isCustom;
    return [
      {
        type: isCustom ? 'custom_tool_call_output' : 'function_call_output',
        call_id: toolCallId,
        output: textOf(message),
      },
    ];
  }
  const calls = toolCalls.map(({ id, name, arguments: written, isCustom }) =>
    isCustom
      ? { type: 'custom_tool_call', call_id: id, name, input: written }
      : { type: 'function_call', call_id: id, name, arguments: written },
  );
  // What a model reasoned before it called a tool has to come back with the call, and is refused without one.
  const reasoned = calls.length > 0 ? objectsOf(extra?.reasoning_items as object[]) : [];
  const parts = partsOf(message.content);
  if (parts.length === 0) return [...reasoned, ...calls];
  const content = typeof message.content === 'string' ? message.content : parts.map((part) => toContent(part, role));
  return [...reasoned, { role, content }, ...calls];
}

function toContent(part: ContentPart, role: Message['role']): object {
  switch (part.type) {
    case 'text':
      return { type: role === 'assistant' ? 'output_text' : 'input_text', text: part.text };
    case 'image_url':
      return { type: 'input_image', image_url: part.image_url.url, detail: part.image_url.detail };
    case 'file':
      return { type: 'input_file', ...part.file };
    case 'input_audio':
      return { type: 'input_audio', input_audio: part.input_audio };
  }
}

/** Nothing about it is certain. */
interface ResponsesAnswer {
  status?: unknown;
  error?: unknown;
  incomplete_details?: { reason?: unknown } | null;
  output?: {
    type?: unknown;
    content?: unknown;
    summary?: unknown;
    id?: unknown;
    call_id?: unknown;
    name?: unknown;
    arguments?: unknown;
    input?: unknown;
  }[];
  usage?: unknown;
}

/** A response in one piece. Failed, or incomplete with nothing to show for it, is a failure. */
async function* readResponse(
  answer: UpstreamAnswer,
  idOf: (index: number) => string,
): AsyncGenerator<ModelChunk, void, undefined> {
  const { value } = await readJson(answer);
  const response = (value ?? {}) as ResponsesAnswer;
  const error = errorIn(value, response.output != null);
  if (error) throw reportedError(error, answer);
  if (!Array.isArray(response.output)) throw unexpectedShape('a response with output', { value, answer });
  const output = objectsOf(response.output);
  const said = output.filter(({ type }) => type === 'message').map(({ content }) => content);
  const text = said.map(textInContent).join('') || said.map(refusalInContent).join('');
  const calls = output.filter(({ type }) => type === 'function_call' || type === 'custom_tool_call');
  const reason = finishReason(response, answer, text !== '' || calls.length > 0, calls.length > 0);

  const reasoned = output.filter(({ type }) => type === 'reasoning');
  const thoughts = reasoned.map(thoughtsOf).filter((one) => one !== '');
  if (thoughts.length > 0) yield { type: 'thinking', text: thoughts.join('\n\n') };
  if (text) yield { type: 'text', text };
  for (const [index, { call_id, id, name, arguments: written, input }] of calls.entries()) {
    const callId = wordIn(call_id) ?? wordIn(id) ?? idOf(index);
    yield {
      type: 'tool_call',
      index,
      id: callId,
      name: wordIn(name) ?? '',
      arguments: argumentsIn(written) || argumentsIn(input),
    };
  }
  if (calls.length > 0 && reasoned.length > 0) yield { type: 'state', members: { reasoning_items: reasoned } };
  yield { type: 'finish', reason, usage: usageIn(response.usage) };
}

/** OpenAI tells a summary, servers of open models all of it. */
function thoughtsOf({ summary, content }: { summary?: unknown; content?: unknown }): string {
  const told = [summary, content].flatMap((one) => (Array.isArray(one) ? objectsOf<{ text?: unknown }>(one) : []));
  return told
    .map(({ text }) => textIn(text))
    .filter((text) => text !== '')
    .join('\n\n');
}

function finishReason(
  response: ResponsesAnswer,
  answer: UpstreamAnswer,
  saysSomething: boolean,
  hasCalls: boolean,
): FinishReason {
  const status = wordIn(response.status) ?? 'completed';
  const why = wordIn(response.incomplete_details?.reason);
  if (status === 'completed') return hasCalls ? 'tool_calls' : 'stop';
  if (status !== 'incomplete') throw noEnd(status, answer, why);
  if (!saysSomething) {
    const reason = `the response is incomplete: ${answer.quote(why ?? 'no reason given')}`;
    throw new UpstreamError({ kind: 'invalid', reason });
  }
  return why === 'content_filter' ? 'content_filter' : 'length';
}
