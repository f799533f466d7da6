import type { FastifyInstance } from 'fastify';
import { type ApiError, invalidField, malformedBody } from '../errors.ts';

/**
 * Parses JSON bodies. An empty body is no body, whatever its Content-Type: SDKs send the header on calls that need
 * none. Keys such as `__proto__` stay ordinary keys of the object, since user metadata may hold any name.
 */
export function registerJsonBody(app: FastifyInstance): void {
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = body as string;
    if (text.trim() === '') return done(null, undefined);
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      return done(malformedBody(`The request body is not valid JSON: ${(error as Error).message}.`));
    }
    const refusal = unkept(text, value, request.url.startsWith('/v2/corpora'));
    if (refusal) done(refusal);
    else done(null, value);
  });
}

/** Ours: deeper values are nobody's data, and much that reads them goes down by recursion. */
const DEEPEST = 1_000;
const MAYBE_INEXACT = /[\s:[,]-?\d{16}|\d[eE]\+?\d{2}/;

/**
 * Refuses what could only be stored as something else: too deep a value; among a corpus's data, a number that a double
 * changes. `field` is where the value stands.
 */
export function unkept(text: string, value: unknown, isStored: boolean, field = 'body'): ApiError | undefined {
  const mayBeDeep = text.length > 2 * DEEPEST;
  const inexact = isStored && MAYBE_INEXACT.test(text);
  if (!mayBeDeep && !inexact) return undefined;
  const looked = inexact ? JSON.parse(text, markInexact) : value;
  const waiting: { value: unknown; path: string; depth: number }[] = [{ value: looked, path: field, depth: 0 }];
  while (waiting.length > 0) {
    const { value: inner, path, depth } = waiting.pop()!;
    if (inner === INEXACT) {
      return invalidField(path, 'is a number that cannot be kept exactly; send it as a string.');
    }
    if (typeof inner !== 'object' || inner === null) continue;
    // The path would grow with the depth, and its beginning says enough.
    if (depth > DEEPEST) return invalidField(path, `is nested deeper than ${DEEPEST} levels.`);
    const isList = Array.isArray(inner);
    for (const [key, next] of Object.entries(inner)) {
      if (!inexact && (typeof next !== 'object' || next === null)) continue;
      waiting.push({
        value: next,
        depth: depth + 1,
        path: depth > 4 ? path : isList ? `${path}[${key}]` : `${path}.${key}`,
      });
    }
  }
  return undefined;
}

/** Stands where a number stood that a double cannot hold. */
const INEXACT = Symbol('inexact');

/** Whole numbers only: a fraction is rounded by everybody. `source` is how the number was written. */
function markInexact(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  if (Number.isFinite(value) && !Number.isInteger(value)) return value;
  return digitsOf(context?.source ?? '') === digitsOf(String(value)) ? value : INEXACT;
}

/** The same text for every way of writing a number: `1.50e2` and `150` are `15` with the exponent 1. */
function digitsOf(number: string): string {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const kept = digits.replace(/0+$/, '');
  return `${sign}${kept}e${Number(exponent) - fraction.length + digits.length - kept.length}`;
}
