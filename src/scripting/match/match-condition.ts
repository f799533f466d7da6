/** The conditions of a script, in the order they are looked at: what is quick to compare first. */
import { isDeepStrictEqual } from 'node:util';
import { parseJsonPath, selectJson } from '../../basics/json-path.ts';
import { textOf } from '../../upstream/messages.ts';
import type { HeaderMatch, JsonPathMatch, MessageMatch, ScriptMatch } from '../scripts-schema.ts';
import { type Asked, jsonOf, turnOf } from './asked.ts';
import type { TestExpression } from './regular-expressions.ts';
import { shown } from './shown.ts';
import { textCondition } from './text-condition.ts';

/** Why a script does not answer, in words: the first condition that failed, what it wanted and what was there. */
export interface Mismatch {
  /** `match.llm`, `match.messages[0]`, `times` … */
  condition: string;
  wanted: string;
  found: string;
}

/** Undefined when it holds. */
type Condition = (asked: Asked) => Mismatch | undefined;

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
    ...equal('turn', match.turn, ({ request }) => turnOf(request)),
    ...(match.headers ?? []).map((header, i) => headerCondition(`match.headers[${i}]`, header, test)),
    ...(match.messages ?? []).map((message, i) => messageCondition(`match.messages[${i}]`, message, test)),
    ...(match.json_path ?? []).map((path, i) => jsonPathCondition(`match.json_path[${i}]`, path, test)),
  ];
  return (asked) => {
    for (const condition of conditions) {
      const mismatch = condition(asked);
      if (mismatch) return mismatch;
    }
    return undefined;
  };
}

function equalCondition<T>(condition: string, wanted: T, found: (asked: Asked) => T | undefined): Condition {
  return (asked) => {
    const value = found(asked);
    return value === wanted ? undefined : { condition, wanted: shown(wanted), found: shown(value) };
  };
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

/** The regular expression is too slow for what it was tried on. */
const tooSlow = 'a text that the regular expression takes too long to match';

function headerCondition(condition: string, { name, ...match }: HeaderMatch, test: TestExpression): Condition {
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

function jsonPathCondition(condition: string, match: JsonPathMatch, test: TestExpression): Condition {
  const { path, equals, exists = true, ...text } = match;
  const steps = parseJsonPath(path).path;
  const { wanted: wantedText, holdsForAny } = textCondition(text, test);
  const wanted = [...('equals' in match ? [`is ${shown(equals)}`] : []), ...(wantedText ? [wantedText] : [])];
  return ({ request }) => {
    const all = selectJson(steps, jsonOf(request));
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
