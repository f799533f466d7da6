import { Ajv, type ValidateFunction } from 'ajv';
import { invalidField } from '../../errors.ts';
import { toFieldErrors } from '../../http/validation.ts';
import { faultError } from './account-faults.ts';
import { FAULTS, type Fault } from './fault-rule-schema.ts';

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

/** What the value after the name of a fault means. */
const MAIN: Record<string, string> = {
  status: 'code',
  rate_limit: 'retry_after',
  delay: 'ms',
  drop: 'at',
  truncate: 'bytes',
  stream_error: 'message',
  upstream_slow_first_token: 'ms',
  upstream_status: 'code',
  upstream_malformed_chunk: 'after',
  upstream_silence: 'after',
  upstream_drop: 'after',
  tool_slow: 'ms',
  tool_error: 'message',
};
const TEXTS = new Set(['message', 'id', 'at', 'before']);

const NEXT_FAULT = new RegExp(`,\\s*(?=(?:${FAULT_TYPES.join('|')})\\s*(?:[=;,]|$))`);

/**
 * Faults as they are asked for in a header or a text: `status=503;message=Busy`, `stream_cut;after=generation_chunk:3`,
 * several with a comma between them, or JSON of one or a list. Throws a 400 on `field`.
 */
export function parseFaults(text: string, field: string): Fault[] {
  return values(text.trim(), field).map((value) => {
    const read = readFault(value);
    if ('wrong' in read) throw invalidField(field, `"${text}" cannot be used: ${read.wrong}`);
    return read.fault;
  });
}

function values(text: string, field: string): unknown[] {
  if (!/^[{[]/.test(text)) return text.split(NEXT_FAULT).map(compactFault);
  try {
    return [JSON.parse(text)].flat();
  } catch (error) {
    throw invalidField(field, `is not valid JSON: ${(error as Error).message}.`);
  }
}

function compactFault(text: string): Record<string, unknown> {
  const [head = '', ...parameters] = text.split(';').map((part) => part.trim());
  const [type, value] = nameAndValue(head);
  const fault: Record<string, unknown> = { type };
  if (value !== undefined) fault[MAIN[type] ?? 'value'] = meaningOf(MAIN[type] ?? 'value', value);
  for (const parameter of parameters) {
    const [name, given] = nameAndValue(parameter);
    fault[name] = given === undefined ? true : meaningOf(name, given, type);
  }
  return fault;
}

function nameAndValue(text: string): [name: string, value?: string] {
  const at = text.indexOf('=');
  return at < 0 ? [text] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function meaningOf(name: string, text: string, type = ''): unknown {
  if (TEXTS.has(name)) return text;
  if (name === 'after' && type.startsWith('stream_')) return position(text);
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  return /^(true|false)$/.test(text) ? text === 'true' : text;
}

function position(text: string) {
  const [event, times] = text.split(':');
  return times === undefined ? { event } : { event, count: Number(times) };
}

const MAGIC = /\[\[fault:(.*?)\]\](?!\])/gs;

/** The members in which clients send what people write. */
const ASKED = ['query', 'messages'];

/** Faults asked for by texts such as `[[fault:status=503]]` in the query or the messages of a request. Throws a 400. */
export function magicFaults(from: unknown, place: string): Fault[] {
  if (typeof from !== 'object' || from === null) return [];
  return ASKED.flatMap((name) =>
    textsIn((from as Record<string, unknown>)[name]).flatMap((text) =>
      [...text.matchAll(MAGIC)].flatMap(([, asked = '']) => parseFaults(asked, `${place}.${name}`)),
    ),
  );
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
