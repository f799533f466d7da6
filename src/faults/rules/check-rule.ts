import { type FieldErrors, invalidFields } from '../../errors.ts';
import type { Duration } from '../../http/faults/duration.ts';
import { OPERATION_NAMES, operationError } from '../../http/operation-names.ts';
import type { Fault, FaultRule } from '../schema/fault-rule-schema.ts';
import { isUpstreamFault } from '../schema/upstream-faults-schema.ts';
import { matchesName } from './matches-where.ts';

/** Throws a 400 for what no schema says about a rule; `place` is where it was given: `body`, say. */
export function requireRule({ where = {}, fault }: FaultRule, place: string): void {
  const wrong: FieldErrors = {};
  const rule = faultError(fault);
  if (rule !== undefined) wrong[`${place}.fault`] = rule;
  if (where.upstream !== undefined && !isUpstreamFault(fault)) {
    wrong[`${place}.where.upstream`] = `is for upstream faults only; ${fault.type} is none.`;
  }
  for (const [index, name] of [where.operation ?? []].flat().entries()) {
    const isMet = name.includes('*') && OPERATION_NAMES.some((one) => matchesName(name, one));
    const unknown = isMet ? undefined : operationError(name);
    if (unknown) wrong[`${place}.where.operation${Array.isArray(where.operation) ? `[${index}]` : ''}`] = unknown;
  }
  for (const [name, condition] of Object.entries(where.header ?? {})) {
    if (typeof condition === 'string' || condition.regex === undefined) continue;
    const reason = expressionError(condition.regex);
    if (reason !== undefined) wrong[`${place}.where.header.${name}.regex`] = `is no regular expression: ${reason}.`;
  }
  if (Object.keys(wrong).length > 0) throw invalidFields(wrong);
}

/** What is wrong with a fault of the right shape. */
export function faultError(fault: Fault): string | undefined {
  switch (fault.type) {
    case 'stream_cut':
      return count(fault.before, fault.after, fault.no_end) === 1
        ? undefined
        : 'should have exactly one of before, after and no_end.';
    case 'stream_error':
      return count(fault.before, fault.after) === 1 ? undefined : 'should have exactly one of before and after.';
    case 'delay':
    case 'upstream_slow_first_token':
      return durationError(fault.ms);
    default:
      return undefined;
  }
}

const count = (...given: unknown[]) => given.filter((one) => one !== undefined).length;

const durationError = (ms: Duration): string | undefined =>
  typeof ms === 'object' && ms.distribution === 'uniform' && ms.max < ms.min
    ? 'should have a max that is at least its min.'
    : undefined;

function expressionError(expression: string): string | undefined {
  try {
    new RegExp(expression);
    return undefined;
  } catch (error) {
    return (error as Error).message.replace(/^Invalid regular expression: /, '');
  }
}
