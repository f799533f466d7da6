import { Ajv, type ValidateFunction } from 'ajv';
import { toFieldErrors } from '../../http/validation.ts';
import { faultError } from '../rules/check-rule.ts';
import { FAULTS, type Fault } from '../schema/fault-rule-schema.ts';

export const FAULT_TYPES: readonly string[] = FAULTS.map(({ properties }) => properties.type.const);

const validators = new Map<string, ValidateFunction>();

/** A fault of any shape, checked; or what is wrong with it, as a sentence. */
export function readFault(value: unknown): { fault: Fault } | { wrong: string } {
  const type = String((value as { type?: unknown } | null)?.type);
  const schema = FAULTS[FAULT_TYPES.indexOf(type)];
  if (schema === undefined) return { wrong: `"${type}" should be one of [${FAULT_TYPES.join(', ')}].` };
  const validate =
    validators.get(type) ??
    new Ajv({ allErrors: true, verbose: true, strict: false, discriminator: true }).compile(schema);
  validators.set(type, validate);
  if (!validate(value)) {
    const [[path, rule] = ['', '']] = Object.entries(toFieldErrors(type, validate.errors ?? [], value));
    return { wrong: `${path} ${rule}` };
  }
  const wrong = faultError(value as Fault);
  return wrong === undefined ? { fault: value as Fault } : { wrong: `${type} ${wrong}` };
}
