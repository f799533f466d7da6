import { suggest } from '../basics/suggest.ts';
import { type Binary, type Call, type Expression, type Unary, UserFunctionError } from './expression.ts';
import { FUNCTION_NAMES, FUNCTIONS, SPECIAL_FUNCTIONS } from './functions.ts';
import { negate, OPERATORS, SAMPLES, typeOf, type ValueType } from './values.ts';

type Types = ReadonlySet<ValueType>;

/**
 * Finds unknown functions, wrong numbers of arguments, unreadable paths and patterns, and operations that could only
 * ever give null. Answers with the types the result can have; null, always possible, is not among them.
 * Throws UserFunctionError.
 */
export function check(text: string, expression: Expression): Types {
  const types = (node: Expression) => check(text, node);
  switch (expression.type) {
    case 'literal':
      return new Set(expression.value === null ? [] : [typeOf(expression.value)]);
    case 'unary':
      return checkUnary(text, expression, types(expression.operand));
    case 'binary':
      return checkBinary(text, expression, types(expression.left), types(expression.right));
    case 'if':
      requireBoolean(text, expression.condition, types(expression.condition), 'The condition of an if');
      return new Set([...types(expression.consequent), ...types(expression.alternate)]);
    case 'call':
      return checkCall(text, expression);
  }
}

function checkUnary(text: string, { operator, operand, at }: Unary, types: Types): Types {
  if (operator === '-') {
    const results = resultTypes([...types].map((type) => typeOf(negate(SAMPLES[type]))));
    if (isHopeless(results, types)) throw new UserFunctionError(text, at, `- does not go with ${list(types)}.`);
    return results;
  }
  requireBoolean(text, operand, types, 'The operand of !');
  return new Set(['boolean']);
}

function checkBinary(text: string, { operator, left, right, at }: Binary, lefts: Types, rights: Types): Types {
  if (operator === '&&' || operator === '||') {
    requireBoolean(text, left, lefts, `The left side of ${operator}`);
    requireBoolean(text, right, rights, `The right side of ${operator}`);
    return new Set(['boolean']);
  }
  const results = resultTypes(
    [...lefts, 'null' as const].flatMap((l) =>
      [...rights, 'null' as const].map((r) => typeOf(OPERATORS[operator](SAMPLES[l], SAMPLES[r]))),
    ),
  );
  if (isHopeless(results, lefts, rights)) {
    const advice = operator.startsWith('<') || operator.startsWith('>') ? COMPARISON_ADVICE : TIME_ADVICE;
    const problem = `${operator} does not go with ${list(lefts)} and ${list(rights)}. ${advice}`;
    throw new UserFunctionError(text, at, problem);
  }
  return results;
}

/**
 * Text in arithmetic is null by rule, so it is left to run (docs/behaviour/user-functions.md, get); null itself
 * likewise.
 */
function isHopeless(results: Types, ...operands: Types[]): boolean {
  return results.size === 0 && operands.every((types) => types.size > 0 && !types.has('string'));
}

const COMPARISON_ADVICE = 'Both sides must have one type; a range is written a < b && b < c.';
const TIME_ADVICE = 'Durations are made with seconds(n), minutes(n), hours(n), and turned into numbers by the same.';

function checkCall(text: string, { name, args, at }: Call): Types {
  if (name === 'knee') {
    throw new UserFunctionError(text, at, 'knee looks at all scores at once, so it must be the whole user function.');
  }
  const types = args.map((arg) => check(text, arg));
  if (Object.hasOwn(SPECIAL_FUNCTIONS, name)) {
    const special = SPECIAL_FUNCTIONS[name]!;
    requireCount(text, at, args.length, special.signature, special.least, special.most);
    const fault = special.findFault(args);
    if (fault) throw new UserFunctionError(text, args[special.literal ?? 0]?.at ?? at, fault);
    return new Set(special.returns(types));
  }
  if (!Object.hasOwn(FUNCTIONS, name)) throw unknownFunction(text, name, at);

  const { signature, required, accepts, returns } = FUNCTIONS[name]!;
  requireCount(text, at, args.length, signature, required, accepts.length);
  types.forEach((given, index) => {
    if (given.size > 0 && !accepts[index]!.some((type) => given.has(type))) {
      const problem = `${signature} does not take ${list(given)}.${conversionAdvice(given, accepts[index]!)}`;
      throw new UserFunctionError(text, args[index]!.at, problem);
    }
  });
  return new Set(returns(types[0]!));
}

function conversionAdvice(given: Types, wanted: readonly ValueType[]): string {
  if (wanted.includes('datetime') && given.has('string')) return ' Read text with iso_datetime_parse(text).';
  if (wanted.includes('number') && given.has('duration')) return ' Turn it into a number, for example with hours(…).';
  if (wanted.includes('duration') && given.has('number')) return ' Make a duration, for example with hours(…).';
  return '';
}

function requireCount(text: string, at: number, count: number, signature: string, least: number, most: number): void {
  if (count >= least && count <= most) return;
  const wanted = least === most ? `${least}` : `${least} to ${most}`;
  throw new UserFunctionError(
    text,
    at,
    `${signature} takes ${wanted} ${wanted === '1' ? 'argument' : 'arguments'}, not ${count}.`,
  );
}

function requireBoolean(text: string, node: Expression, types: Types, what: string): void {
  if (types.size === 0 || types.has('boolean')) return;
  throw new UserFunctionError(text, node.at, `${what} must be true or false, and this is ${list(types)}.`);
}

function unknownFunction(text: string, name: string, at: number): UserFunctionError {
  const suggestions = suggest(name, FUNCTION_NAMES);
  const all = suggestions.length > 0 ? '' : ` The functions are ${FUNCTION_NAMES.join(', ')}.`;
  return new UserFunctionError(text, at, `Unknown function ${name}.${all}`, suggestions);
}

function resultTypes(types: ValueType[]): Types {
  return new Set(types.filter((type) => type !== 'null'));
}

function list(types: Types): string {
  return [...types].map((type) => `a ${type === 'json' ? 'list or object' : type}`).join(' or ');
}
