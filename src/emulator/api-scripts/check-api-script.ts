/** What an API script's schema cannot say. */
import type { FieldErrors } from '../../errors.ts';
import { OPERATION_NAMES, operationError } from '../../http/operation-names.ts';
import { matchesName } from '../faults/matches-where.ts';
import { CREDENTIAL_HEADER, expressionError, jsonPathErrors } from '../scripts/check-script.ts';
import type { JsonPathMatch } from '../scripts/script-schema.ts';
import { contractProblems } from './against-contract.ts';
import type { ApiAnswer, ApiScript, ApiScriptMatch } from './api-script-schema.ts';
import { isAbout } from './match-call.ts';

/** What is wrong with a script that fits its schema, field by field; `field` is where it stands: `body`. */
export function apiScriptErrors(script: ApiScript, field: string): FieldErrors {
  const { match = {}, answer, answers, exhausted } = script;
  const errors: FieldErrors = matchErrors(match, `${field}.match`);
  if ((answer === undefined) === (answers === undefined)) {
    errors[`${field}.answer`] = 'is required, or answers instead of it; not both.';
  }
  if (answers === undefined && exhausted !== undefined) errors[`${field}.exhausted`] = 'needs a list of answers.';
  if (script.scenario !== undefined && script.when === undefined && script.then === undefined) {
    errors[`${field}.scenario`] = 'needs when or then.';
  }
  if (answer) Object.assign(errors, answerErrors(answer, `${field}.answer`));
  answers?.forEach((one, i) => {
    Object.assign(errors, answerErrors(one, `${field}.answers[${i}]`));
  });
  return errors;
}

function matchErrors({ operation, path, query, headers, body }: ApiScriptMatch, field: string): FieldErrors {
  const errors: FieldErrors = {};
  for (const [i, name] of [operation ?? []].flat().entries()) {
    const isMet = name.includes('*') && OPERATION_NAMES.some((one) => matchesName(name, one));
    const unknown = isMet ? undefined : operationError(name);
    if (unknown) errors[`${field}.operation${Array.isArray(operation) ? `[${i}]` : ''}`] = unknown;
  }
  for (const [kind, rules] of Object.entries({ path, query, headers })) {
    for (const [name, rule] of Object.entries(rules ?? {})) {
      if (kind === 'headers' && CREDENTIAL_HEADER.test(name)) {
        errors[`${field}.headers.${name}`] = 'may carry a credential, which scripts do not see.';
      }
      if (typeof rule === 'string') continue;
      const { exists, regex, ignore_case, ...said } = rule;
      const error = regex === undefined ? undefined : expressionError(regex, ignore_case ?? false);
      if (error) errors[`${field}.${kind}.${name}.regex`] = error;
      if (exists === false && (regex !== undefined || Object.keys(said).length > 0)) {
        errors[`${field}.${kind}.${name}.exists`] = 'cannot be false where something is said of the value.';
      }
    }
  }
  body?.json_path?.forEach((path, i) => {
    const at = `${field}.body.json_path[${i}]`;
    Object.assign(errors, jsonPathErrors(path as JsonPathMatch, at));
    const error = path.regex === undefined ? undefined : expressionError(path.regex, path.ignore_case ?? false);
    if (error) errors[`${at}.regex`] = error;
  });
  const { regex, ignore_case } = body?.text ?? {};
  const error = regex === undefined ? undefined : expressionError(regex, ignore_case ?? false);
  if (error) errors[`${field}.body.text.regex`] = error;
  return errors;
}

const OF_CONNECTIONS = /^(content-length|transfer-encoding|connection|keep-alive|upgrade|trailer)$/i;
const KINDS = ['body', 'text', 'events', 'pass', 'patch', 'vectara'] as const;

function answerErrors(answer: ApiAnswer, field: string): FieldErrors {
  const errors: FieldErrors = {};
  const given = KINDS.filter((name) => answer[name] !== undefined);
  if (given[0] !== undefined && given[0] !== 'patch' && answer.patch_events !== undefined) {
    errors[`${field}.patch_events`] = `cannot be given beside ${given[0]}.`;
  }
  for (const name of given.slice(1).filter((one) => !(one === 'vectara' && given[0] === 'patch')))
    errors[`${field}.${name}`] = `cannot be given beside ${given[0]}.`;
  if (answer.pass) {
    for (const name of ['status', 'headers'] as const) {
      if (answer[name] !== undefined) errors[`${field}.${name}`] = 'cannot be given beside pass.';
    }
  }
  for (const name of Object.keys(answer.headers ?? {}).filter((one) => OF_CONNECTIONS.test(one))) {
    errors[`${field}.headers.${name}`] = 'is said by the connection; the fault truncate sends less than it says.';
  }
  if (answer.events === undefined) return errors;
  answer.events.forEach(({ data }, i) => {
    if (typeof data === 'string' && /[\r\n]/.test(data)) errors[`${field}.events[${i}].data`] = 'cannot have lines.';
  });
  return errors;
}

/** What no operation that the script names may answer. */
export function answersAgainstContract({ match = {}, answer, answers }: ApiScript, field: string): FieldErrors {
  if (match.operation === undefined) return {};
  const operations = OPERATION_NAMES.filter((name) => isAbout(match, name));
  const found: FieldErrors = {};
  const check = (one: ApiAnswer, at: string) => {
    for (const operation of operations) {
      for (const [place, rule] of Object.entries(contractProblems(one, operation))) found[`${at}.${place}`] = rule;
    }
  };
  if (answer) check(answer, `${field}.answer`);
  answers?.forEach((one, i) => {
    check(one, `${field}.answers[${i}]`);
  });
  return found;
}
