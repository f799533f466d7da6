/** What a script's schema cannot say. */

import { parseJsonPath } from '../../basics/json-path.ts';
import { compileRegex } from '../../basics/regular-expressions.ts';
import type { FieldErrors } from '../../errors.ts';
import { operationError } from '../../http/operation-names.ts';
import type { TextMatch } from './match-script.ts';
import type { HeaderMatch, JsonPathMatch, Script, ScriptAnswer, ScriptedError } from './script-schema.ts';

/** Explanations quote what was found, so credentials are not to be matched. */
export const CREDENTIAL_HEADER = /auth|api-?key|cookie|token|secret|passw|credential/i;

/** What is wrong with a script that fits its schema, field by field; `field` is where it stands: `body`. */
export function scriptErrors(script: Script, field: string): FieldErrors {
  const { match = {}, answer, answers } = script;
  const errors: FieldErrors = {};
  if ((answer === undefined) === (answers === undefined)) {
    errors[`${field}.answer`] = 'is required, or answers instead of it; not both.';
  }
  if (answers === undefined && script.exhausted !== undefined) {
    errors[`${field}.exhausted`] = 'needs a list of answers.';
  }
  const unknown = match.operation === undefined ? undefined : operationError(match.operation);
  if (unknown) errors[`${field}.match.operation`] = unknown;
  const lists: [name: string, list: { regex?: string; ignore_case?: boolean }[] | undefined][] = [
    ['headers', match.headers],
    ['messages', match.messages],
    ['json_path', match.json_path as TextMatch[]],
    ['tool.json_path', match.tool?.json_path as TextMatch[]],
  ];
  for (const [name, list = []] of lists) {
    for (const [i, { regex, ignore_case: ignoreCase = false }] of list.entries()) {
      const error = regex === undefined ? undefined : expressionError(regex, ignoreCase);
      if (error) errors[`${field}.match.${name}[${i}].regex`] = error;
    }
  }
  match.headers?.forEach((header, i) => {
    Object.assign(errors, headerErrors(header, `${field}.match.headers[${i}]`));
  });
  match.json_path?.forEach((path, i) => {
    Object.assign(errors, jsonPathErrors(path, `${field}.match.json_path[${i}]`));
  });
  match.tool?.json_path?.forEach((path, i) => {
    Object.assign(errors, jsonPathErrors(path, `${field}.match.tool.json_path[${i}]`));
  });
  if (match.tool) {
    for (const name of OF_MODELS.filter((one) => match[one] !== undefined)) {
      errors[`${field}.match.${name}`] = 'is said of requests to models, and cannot be given beside tool.';
    }
  }
  const answersErrors = match.tool ? toolAnswerErrors : answerErrors;
  if (answer) Object.assign(errors, answersErrors(answer, `${field}.answer`));
  answers?.forEach((one, i) => {
    Object.assign(errors, answersErrors(one, `${field}.answers[${i}]`));
  });
  return errors;
}

/** Conditions that no call of a tool can fulfil. */
const OF_MODELS = ['llm', 'model', 'preset', 'streamed', 'purpose', 'turn', 'messages', 'json_path'] as const;
const OF_TOOLS: readonly string[] = ['output', 'error', 'delay_ms'];

function toolAnswerErrors(answer: ScriptAnswer, field: string): FieldErrors {
  const errors: FieldErrors = {};
  for (const name of Object.keys(answer).filter((one) => !OF_TOOLS.includes(one))) {
    errors[`${field}.${name}`] = 'is said by models; a script with match.tool has output, error and delay_ms.';
  }
  if ((answer.output === undefined) === (answer.error === undefined)) {
    errors[`${field}.output`] = 'is required, or error instead of it; not both.';
  }
  if (typeof answer.error === 'object') errors[`${field}.error`] = 'should be a text where a tool is meant.';
  return errors;
}

export function expressionError(regex: string, ignoreCase: boolean): string | undefined {
  try {
    compileRegex(regex, { ignoreCase });
    return undefined;
  } catch (error) {
    return `is not a regular expression that can be used: ${(error as Error).message}.`;
  }
}

const headerErrors = ({ name }: HeaderMatch, field: string): FieldErrors =>
  CREDENTIAL_HEADER.test(name)
    ? { [`${field}.name`]: `"${name}" may carry a credential, which scripts do not see.` }
    : {};

export function jsonPathErrors({ path, exists, ...wanted }: JsonPathMatch, field: string): FieldErrors {
  const errors: FieldErrors = {};
  if (parseJsonPath(path).rest) {
    errors[`${field}.path`] =
      `"${path}" is not a path of $, .name, ["name"], [0], [-1], [*], .* and ..name, which scripts know.`;
  }
  if (exists === false && ['equals', 'contains', 'regex'].some((name) => name in wanted)) {
    errors[`${field}.exists`] = 'cannot be false where something is said of the value.';
  }
  return errors;
}

const SAID = ['text', 'chunks', 'json'] as const;

function answerErrors(answer: ScriptAnswer, field: string): FieldErrors {
  const errors: FieldErrors = {};
  const said = SAID.filter((name) => answer[name] !== undefined);
  for (const name of said.slice(1)) errors[`${field}.${name}`] = `cannot be given beside ${said[0]}.`;
  if (said.length === 0 && !answer.tool_calls && answer.error === undefined) {
    errors[field] = 'should have one of text, chunks, json, tool_calls and error.';
  }
  if (answer.timing?.jitter && answer.timing.tokens_per_second === undefined) {
    errors[`${field}.timing.jitter`] = 'needs tokens_per_second.';
  }
  for (const name of (['output', 'delay_ms'] as const).filter((one) => answer[one] !== undefined)) {
    errors[`${field}.${name}`] = 'is for scripts with match.tool.';
  }
  if (typeof answer.error === 'string')
    errors[`${field}.error`] = 'should be an object, unless the script has match.tool.';
  else if (answer.error) Object.assign(errors, failureErrors(answer, answer.error, field));
  return errors;
}

/** What each kind of error has a use for. */
const MEMBERS: Record<NonNullable<ScriptedError['kind']>, readonly (keyof ScriptedError)[]> = {
  http: ['status', 'message', 'type', 'code', 'body'],
  unreachable: ['reason'],
  idle: ['seconds'],
  invalid: ['reason'],
};

function failureErrors(answer: ScriptAnswer, error: ScriptedError, field: string): FieldErrors {
  const errors: FieldErrors = {};
  const { kind = 'http', ...given } = error;
  for (const name of Object.keys(given) as (keyof ScriptedError)[]) {
    if (!MEMBERS[kind].includes(name))
      errors[`${field}.error.${name}`] = `has no meaning for an error of kind ${kind}.`;
  }
  if (kind === 'http' && error.status === undefined) errors[`${field}.error.status`] = 'is required.';
  if (error.body !== undefined) {
    for (const name of (['message', 'type', 'code'] as const).filter((one) => error[one] !== undefined)) {
      errors[`${field}.error.${name}`] = 'cannot be given beside body.';
    }
  }
  for (const name of (['finish_reason', 'usage'] as const).filter((one) => answer[one] !== undefined)) {
    errors[`${field}.${name}`] = 'cannot be given beside error.';
  }
  return errors;
}
