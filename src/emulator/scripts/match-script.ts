/** The conditions of a script, in the order they are looked at: what is quick to compare first. */

import type { IncomingHttpHeaders } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import { parseJsonPath, selectJson } from '../../basics/json-path.ts';
import { compileRegex, type Regex, type RegexBudget, RegexError } from '../../basics/regular-expressions.ts';
import type { ModelRequest } from '../../upstream/language-model.ts';
import { textOf } from '../../upstream/messages.ts';
import { toOpenAiChatMessage } from '../../upstream/openai-chat-request.ts';
import type { Mismatch } from '../journal/notes.ts';
import type { HeaderMatch, JsonPathMatch, MessageMatch, ScriptMatch } from './script-schema.ts';

/** Undefined when it holds. */
type Condition<What = Asked> = (asked: What) => Mismatch | undefined;

/** The first condition of a valid match that a request fails; undefined when all hold. */
export function matchCondition(match: ScriptMatch, test: TestExpression): Condition {
  const equal = <T>(name: string, wanted: T | undefined, found: (asked: Asked) => T | undefined): Condition[] =>
    wanted === undefined ? [] : [equalCondition(`match.${name}`, wanted, found)];
  const conditions = [
    ...equal('llm', match.llm, ({ llm }) => (llm.id === match.llm ? llm.id : llm.name)),
    ...equal('model', match.model, ({ llm }) => llm.model),
    ...equal('preset', match.preset, ({ preset }) => preset),
    ...equal('operation', match.operation, ({ operation }) => operation),
    ...equal('streamed', match.streamed, ({ request }) => request.stream),
    ...equal('agent', match.agent, ({ request }) => request.agent?.agent),
    ...equal('step', match.step, ({ request }) => request.agent?.step),
    ...equal('session', match.session, ({ request }) => request.agent?.session),
    ...equal('purpose', match.purpose, ({ request }) => request.agent?.purpose),
    ...equal('turn', match.turn, ({ request }) => turnOf(request)),
    ...(match.headers ?? []).map((header, i) => headerCondition(`match.headers[${i}]`, header, test)),
    ...(match.messages ?? []).map((message, i) => messageCondition(`match.messages[${i}]`, message, test)),
    ...(match.json_path ?? []).map((path, i) =>
      jsonPathCondition(`match.json_path[${i}]`, path, test, ({ request }: Asked) => jsonOf(request)),
    ),
  ];
  return allOf(conditions);
}

const allOf =
  <What>(conditions: Condition<What>[]): Condition<What> =>
  (asked) => {
    for (const condition of conditions) {
      const mismatch = condition(asked);
      if (mismatch) return mismatch;
    }
    return undefined;
  };

/** The same for a match of a tool's calls. */
export function matchToolCall(match: ScriptMatch, test: TestExpression): Condition<AskedToolCall> {
  const { name, type, arguments: wanted, json_path = [] } = match.tool ?? {};
  const equal = (of: string, value: string | undefined, found: (asked: AskedToolCall) => string | undefined) =>
    value === undefined ? [] : [equalCondition(`match.${of}`, value, found)];
  return allOf([
    ...equal('tool.name', name, (asked) => asked.name),
    ...equal('tool.type', type, (asked) => asked.type),
    ...equal('agent', match.agent, (asked) => asked.agent),
    ...equal('step', match.step, (asked) => asked.step),
    ...equal('session', match.session, (asked) => asked.session),
    ...equal('operation', match.operation, (asked) => asked.operation),
    ...(match.headers ?? []).map((header, i) => headerCondition(`match.headers[${i}]`, header, test)),
    ...(wanted === undefined ? [] : [argumentsCondition(wanted)]),
    ...json_path.map((path, i) =>
      jsonPathCondition(`match.tool.json_path[${i}]`, path, test, (asked: AskedToolCall) => asked.args),
    ),
  ]);
}

const argumentsCondition =
  (wanted: Record<string, unknown>): Condition<AskedToolCall> =>
  ({ args }) =>
    holdsAll(args, wanted)
      ? undefined
      : { condition: 'match.tool.arguments', wanted: shown(wanted), found: shown(args) };

/** Whether a value is the other, or an object that holds all of it. */
export function holdsAll(value: unknown, wanted: unknown): boolean {
  if (!isObject(wanted) || !isObject(value)) return isDeepStrictEqual(value, wanted);
  return Object.entries(wanted).every(([name, each]) => Object.hasOwn(value, name) && holdsAll(value[name], each));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function equalCondition<T, What>(condition: string, wanted: T, found: (asked: What) => T | undefined): Condition<What> {
  return (asked) => {
    const value = found(asked);
    return value === wanted ? undefined : { condition, wanted: shown(wanted), found: shown(value) };
  };
}

export const asText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

/** What was tried on it took too long, or cannot be used at all. */
export const tooSlow =
  'a text that the regular expression takes too long to match, or an expression that cannot be used';

function headerCondition(
  condition: string,
  { name, ...match }: HeaderMatch,
  test: TestExpression,
): Condition<Pick<Asked, 'headers'>> {
  const { wanted, holdsForAny } = textCondition(match, test);
  return ({ headers }) => {
    const value = [headers[name.toLowerCase()] ?? []].flat();
    const holds = value.length > 0 && holdsForAny([value.join(', ')]);
    if (holds) return undefined;
    const found = holds === undefined ? tooSlow : shown(value.length > 0 ? value.join(', ') : undefined);
    return { condition, wanted: `a header ${name}${wanted && ` that ${wanted}`}`, found };
  };
}

function messageCondition(
  condition: string,
  { role, which = 'any', ...match }: MessageMatch,
  test: TestExpression,
): Condition {
  const { wanted, holdsForAny } = textCondition(match, test);
  const article = which === 'any' ? 'a' : `the ${which}`;
  const noun = `${article} ${role === undefined ? '' : `${role} `}message`;
  return ({ request }) => {
    const candidates = request.messages.filter((message) => role === undefined || message.role === role);
    const texts = (which === 'any' ? candidates : candidates.slice(...(which === 'first' ? [0, 1] : [-1]))).map(textOf);
    const holds = holdsForAny(texts);
    if (holds) return undefined;
    const found =
      holds === undefined ? tooSlow : shown(texts.at(-1)) + (texts.length > 1 ? ` and ${texts.length - 1} more` : '');
    return { condition, wanted: noun + (wanted && ` that ${wanted}`), found };
  };
}

function jsonPathCondition<What>(
  condition: string,
  match: JsonPathMatch,
  test: TestExpression,
  jsonIn: (asked: What) => unknown,
): Condition<What> {
  const { path, equals, exists = true, ...text } = match;
  const steps = parseJsonPath(path).path;
  const { wanted: wantedText, holdsForAny } = textCondition(text, test);
  const wanted = [...('equals' in match ? [`is ${shown(equals)}`] : []), ...(wantedText ? [wantedText] : [])];
  return (asked) => {
    const all = selectJson(steps, jsonIn(asked));
    if (!exists) {
      return all.length === 0 ? undefined : { condition, wanted: `nothing at ${path}`, found: shown(all[0]) };
    }
    const values = 'equals' in match ? all.filter((value) => isDeepStrictEqual(value, equals)) : all;
    const holds = holdsForAny(values.map(asText));
    if (holds) return undefined;
    const found = holds === undefined ? tooSlow : shown(all[0]);
    return { condition, wanted: `a value at ${path}${wanted.length ? ` that ${wanted.join(' and ')}` : ''}`, found };
  };
}

export interface TextMatch {
  equals?: string;
  contains?: string;
  regex?: string;
  ignore_case?: boolean;
}

/** A condition on a text, made once for many requests. */
export interface TextCondition {
  /** In words that follow a noun: `contains "honey"`; empty for a condition that everything fulfils. */
  wanted: string;
  /** Whether one of the texts fulfils it; undefined when that takes too long to find out. */
  holdsForAny(texts: readonly string[]): boolean | undefined;
}

export function textCondition(match: TextMatch, test: TestExpression): TextCondition {
  const { equals, contains, regex, ignore_case: ignoreCase = false } = match;
  const folded = (text: string) => (ignoreCase ? text.toLowerCase() : text);
  const expression = regex === undefined ? undefined : compiled(regex, ignoreCase);
  const wanted = [
    ...(equals === undefined ? [] : [`is ${shown(equals)}`]),
    ...(contains === undefined ? [] : [`contains ${shown(contains)}`]),
    ...(regex === undefined ? [] : [`matches ${shown(`/${regex}/${ignoreCase ? 'i' : ''}`, false)}`]),
  ];
  const isLike = (text: string) =>
    (equals === undefined || folded(text) === folded(equals)) &&
    (contains === undefined || folded(text).includes(folded(contains)));
  return {
    wanted: wanted.join(' and '),
    holdsForAny(texts) {
      const candidates = texts.filter(isLike);
      if (regex === undefined || candidates.length === 0) return candidates.length > 0;
      return expression && test(expression, candidates);
    },
  };
}

/** Undefined for one that cannot be used, which an account of an earlier version may hold: it matches nothing. */
function compiled(regex: string, ignoreCase: boolean): Regex | undefined {
  try {
    return compileRegex(regex, { ignoreCase });
  } catch (error) {
    if (error instanceof RegexError) return undefined;
    throw error;
  }
}

/** The LLM that is asked. */
export interface AskedLlm {
  id?: string;
  name: string;
  /** The provider's name of the model. */
  model: string;
}

/** What scripts look at: a request to a language model and what is around it. */
export interface Asked {
  llm: AskedLlm;
  /** The generation preset's name, where one led here. */
  preset: string | undefined;
  /** The id of the API call; undefined outside of any. */
  callId?: string | undefined;
  /** Of the API call; undefined outside of any. */
  operation: string | undefined;
  headers: IncomingHttpHeaders;
  request: ModelRequest;
}

/** What scripts look at of a call of a tool, and what is around it. */
export interface AskedToolCall extends Pick<Asked, 'operation' | 'headers'> {
  agent: string;
  step: string;
  session: string;
  name: string;
  type: string;
  args: Record<string, unknown>;
}

/** Whose turn it is: one more than the assistant has had. */
export const turnOf = ({ messages }: ModelRequest): number =>
  messages.filter(({ role }) => role === 'assistant').length + 1;

/** What JSON paths are evaluated on. */
export const jsonOf = ({ messages, parameters, tools, toolChoice, responseFormat, stream }: ModelRequest) => ({
  messages: messages.map(toOpenAiChatMessage),
  parameters,
  ...(tools && { tools }),
  ...(toolChoice && { tool_choice: toolChoice }),
  ...(responseFormat && { response_format: responseFormat }),
  stream,
});

/** Headers as Node has them. */
export const lowerCaseNames = (headers: Record<string, string>): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** Whether an expression matches one of the texts; undefined when that takes too long. */
export type TestExpression = (expression: Regex, texts: readonly string[]) => boolean | undefined;

/** Tests that are paid for by one budget, whichever it is at the time. */
export function createExpressionTester(budget: () => RegexBudget): TestExpression {
  return (expression, texts) => {
    try {
      return texts.some((text) => expression.test(text, budget()));
    } catch (error) {
      if (error instanceof RegexError) return undefined;
      throw error;
    }
  };
}

/** Characters; what is quoted is to be recognised, not read. */
const LONGEST_QUOTE = 80;

/** A value as it is quoted in an explanation: on one line, shortened, texts in quotation marks. */
export function shown(value: unknown, isQuoted = true): string {
  if (value === undefined) return 'none';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const line = text.replace(/\s+/g, ' ');
  const short = line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE - 1).toWellFormed()}…` : line;
  return isQuoted && typeof value === 'string' ? `"${short}"` : short;
}
