/**
 * The conditions of an API script. With hundreds of scripts each call is held against all of them that are about its
 * operation, so a condition only says whether it holds; what it wanted and found is put into words when somebody asks.
 */
import { isDeepStrictEqual } from 'node:util';
import { parseJsonPath, selectJson } from '../../basics/json-path.ts';
import type { AskedCall } from '../../http/stand-ins.ts';
import { isCredentialName, isOpenParameter, isSecretMember } from '../../secrets/secret-names.ts';
import { matchesName } from '../faults/matches-where.ts';
import type { Mismatch } from '../journal/notes.ts';
import { asText, shown, type TestExpression, type TextMatch, textCondition, tooSlow } from '../scripts/match-script.ts';
import type { ApiScriptMatch } from './api-script-schema.ts';

export interface Condition {
  holds(asked: AskedCall): boolean;
  /** What it wanted and what is there, whether it holds or not. */
  words(asked: AskedCall): Mismatch;
}

/** Whether the operation is one that the match is about, whatever else it says. */
export function isAbout({ operation }: ApiScriptMatch, operationId: string): boolean {
  return operation === undefined || [operation].flat().some((name) => matchesName(name, operationId));
}

/** In the order they are looked at: what is quick to compare first. */
export function conditionsOf(match: ApiScriptMatch, test: TestExpression): Condition[] {
  const { operation, route, path = {}, query = {}, headers = {}, body = {} } = match;
  return [
    ...(operation === undefined
      ? []
      : [
          condition(
            'match.operation',
            [operation]
              .flat()
              .map((name) => shown(name))
              .join(' or '),
            {
              holds: ({ operationId }) => isAbout(match, operationId),
              found: ({ operationId }) => shown(operationId),
            },
          ),
        ]),
    ...(route === undefined
      ? []
      : [
          condition(
            'match.route',
            [route]
              .flat()
              .map((one) => shown(one))
              .join(' or '),
            {
              holds: (asked) => [route].flat().some((one) => isOnRoute(one, asked)),
              found: ({ method, path: asked }) => shown(`${method} ${asked}`),
            },
          ),
        ]),
    ...Object.entries(path).map(([name, rule]) =>
      textOf(`match.path.${name}`, rule, test, ({ params }) => params[name]),
    ),
    ...Object.entries(query).map(([name, rule]) =>
      textOf(`match.query.${name}`, rule, test, ({ query: asked }) => asked[name]),
    ),
    ...Object.entries(headers).map(([name, rule]) => {
      const lower = name.toLowerCase();
      return textOf(`match.headers.${name}`, rule, test, ({ headers: asked }) => asked[lower]);
    }),
    ...bodyConditions(body, test),
  ];
}

const HIDDEN = '****';

const isCredential = (parameter: string) => isCredentialName(parameter) && !isOpenParameter(parameter);

/** What was found, without what is a secret by its name: explanations are read by people, and kept. */
const quoted = (value: unknown): string =>
  shown(
    typeof value === 'object' && value !== null
      ? JSON.parse(JSON.stringify(value, (name, member) => (isSecretMember(name) ? HIDDEN : member)))
      : value,
  );

function condition(
  name: string,
  wanted: string,
  { holds, found }: { holds: Condition['holds']; found: (asked: AskedCall) => string },
): Condition {
  return { holds, words: (asked) => ({ condition: name, wanted, found: found(asked) }) };
}

/** `POST /v2/query`, or the path alone; `*` stands for any characters. */
function isOnRoute(route: string, { method, path }: AskedCall): boolean {
  const [first, rest] = route.split(' ', 2) as [string, string | undefined];
  return rest === undefined ? matchesName(first, path) : first === method && matchesName(rest, path);
}

type Rule = string | (TextMatch & { exists?: boolean });

function textOf(name: string, rule: Rule, test: TestExpression, valueIn: (asked: AskedCall) => unknown): Condition {
  const textsIn = (asked: AskedCall) => {
    const value = valueIn(asked);
    if (typeof value === 'string') return [value];
    return value === undefined ? [] : [value].flat().map(String);
  };
  const isSecret = name.startsWith('match.query.') && isCredential(name.slice('match.query.'.length));
  const found = (asked: AskedCall) => quoted(isSecret ? HIDDEN : textsIn(asked)[0]);
  // Most are a plain text.
  if (typeof rule === 'string') {
    return condition(name, shown(rule), {
      holds(asked) {
        const value = valueIn(asked);
        return value === rule || (typeof value !== 'string' && textsIn(asked).includes(rule));
      },
      found,
    });
  }
  const { exists = true, ...match } = rule;
  if (!exists) return condition(name, 'nothing', { holds: (asked) => valueIn(asked) === undefined, found });
  const { wanted, holdsForAny } = textCondition(match, test);
  return condition(name, `a text${wanted && ` that ${wanted}`}`, {
    holds: (asked) => holdsForAny(textsIn(asked)) === true,
    found: (asked) => (holdsForAny(textsIn(asked)) === undefined ? tooSlow : found(asked)),
  });
}

function bodyConditions(match: NonNullable<ApiScriptMatch['body']>, test: TestExpression): Condition[] {
  const { holds, json_path = [], text } = match;
  const found = ({ body }: AskedCall) => quoted(body);
  const written = text && textCondition(text, test);
  return [
    ...('equals' in match
      ? [
          condition('match.body.equals', shown(match.equals), {
            holds: ({ body }) => isDeepStrictEqual(body, match.equals),
            found,
          }),
        ]
      : []),
    ...(holds === undefined ? [] : [holdsCondition(holds, found)]),
    ...json_path.map((path, i) => pathCondition(`match.body.json_path[${i}]`, path, test)),
    ...(written === undefined
      ? []
      : [
          condition('match.body.text', `a body that ${written.wanted}`, {
            holds: ({ body }) => written.holdsForAny([asText(body)]) === true,
            found,
          }),
        ]),
  ];
}

function holdsCondition(wanted: Record<string, unknown>, found: (asked: AskedCall) => string): Condition {
  const holds = holder(wanted);
  return condition('match.body.holds', shown(wanted), { holds: ({ body }) => holds(body), found });
}

/** Whether a value is the other, or an object that holds all of it: made once for many calls. */
function holder(wanted: unknown): (value: unknown) => boolean {
  if (typeof wanted !== 'object' || wanted === null) return (value) => value === wanted;
  if (Array.isArray(wanted)) return (value) => isDeepStrictEqual(value, wanted);
  const names = Object.keys(wanted);
  const members = Object.values(wanted);
  // Most differ in a text or a number, which is told without a call.
  const inner = members.map((member) => (typeof member === 'object' && member !== null ? holder(member) : undefined));
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    for (let i = 0; i < names.length; i++) {
      const found = (value as Record<string, unknown>)[names[i]!];
      const holds = inner[i];
      if (holds === undefined ? found !== members[i] : !holds(found)) return false;
    }
    return names.every((name) => Object.hasOwn(value, name));
  };
}

type PathRule = NonNullable<NonNullable<ApiScriptMatch['body']>['json_path']>[number];

function pathCondition(name: string, rule: PathRule, test: TestExpression): Condition {
  const { path, equals, exists = true, ...match } = rule;
  const steps = parseJsonPath(path).path;
  const nameAtEnd = steps.findLast((step) => step.type === 'name')?.name ?? '';
  const { wanted, holdsForAny } = textCondition(match as TextMatch, test);
  const said = ['equals' in rule ? `is ${shown(equals)}` : '', wanted].filter(Boolean).join(' and ');
  const valuesIn = ({ body }: AskedCall) => selectJson(steps, body);
  return condition(name, exists ? `a value at ${path}${said && ` that ${said}`}` : `nothing at ${path}`, {
    holds(asked) {
      const all = valuesIn(asked).filter((value) => value !== undefined);
      if (!exists) return all.length === 0;
      const values = 'equals' in rule ? all.filter((value) => isDeepStrictEqual(value, equals)) : all;
      return holdsForAny(values.map(asText)) === true;
    },
    found: (asked) => quoted(isSecretMember(nameAtEnd) ? HIDDEN : valuesIn(asked)[0]),
  });
}
