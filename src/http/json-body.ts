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
    const refusal = unkept(text, request.url.startsWith('/v2/corpora'));
    if (refusal) done(refusal);
    else done(null, value);
  });
}

/** Ours: deeper values are nobody's data, and much that reads them goes down by recursion. */
export const DEEPEST = 100;
export const TOO_DEEP = `is nested deeper than ${DEEPEST} levels.`;

/**
 * Refuses what could only be stored or sent on as something else: a value that is too deep, half of a surrogate pair, a
 * number beyond what a double holds, and, among a corpus's data, one that a double changes. `text` is valid JSON, and is
 * read once from end to end, which takes 5 ms a megabyte. `field` is where its value stands.
 */
export function unkept(text: string, isStored: boolean, field = 'body'): ApiError | undefined {
  const mayHaveHalves = /\\u[dD][89a-fA-F]/.test(text);
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === QUOTE) {
      const end = endOfString(text, at);
      if (mayHaveHalves && !JSON.parse(text.slice(at, end)).isWellFormed()) {
        return invalidField(pathTo(text, at, field), 'has half of a surrogate pair, which is no character.');
      }
      at = end - 1;
    } else if (character === OPEN_OBJECT || character === OPEN_LIST) {
      depth += 1;
      if (depth > DEEPEST) return invalidField(pathTo(text, at, field), TOO_DEEP);
    } else if (character === CLOSE_OBJECT || character === CLOSE_LIST) {
      depth -= 1;
    } else if (character === MINUS || (character >= ZERO && character <= NINE)) {
      NUMBER.lastIndex = at;
      const [number = ''] = NUMBER.exec(text) ?? [];
      const problem = number.length > LONGEST_EXACT || /[eE]/.test(number) ? problemOf(number, isStored) : undefined;
      if (problem !== undefined) return invalidField(pathTo(text, at, field), problem);
      at += number.length - 1;
    }
  }
  return undefined;
}

const [QUOTE, MINUS, ZERO, NINE] = [0x22, 0x2d, 0x30, 0x39];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d];
const NUMBER = /-?[\d.]+(?:[eE][+-]?\d+)?/y;
/** Digits of which any number is exact. */
const LONGEST_EXACT = 15;

/**
 * Where in valid JSON the member or element of these steps stands, or else the nearest one around it: an offset, a name's
 * for a member.
 */
export function offsetOf(text: string, steps: readonly (string | number)[]): number {
  let found = 0;
  /** Of each object and list around: whether the steps lead through it, and to what it goes on with. */
  const around: { isOnWay: boolean; leadsOn: boolean; index: number | undefined }[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    const inner = around.at(-1);
    const step = steps[around.length - 1];
    if (
      inner?.isOnWay &&
      inner.index !== undefined &&
      !/[\s,\]]/.test(text[at]!) &&
      !inner.leadsOn &&
      inner.index === step
    ) {
      inner.leadsOn = true;
      found = at;
    }
    if (character === QUOTE) {
      const end = endOfString(text, at);
      if (inner?.isOnWay && inner.index === undefined && /^\s*:/.test(text.slice(end, end + 100))) {
        inner.leadsOn = JSON.parse(text.slice(at, end)) === String(step);
        if (inner.leadsOn) found = at;
      }
      at = end - 1;
    } else if (character === OPEN_OBJECT || character === OPEN_LIST) {
      const isOnWay = inner === undefined || inner.leadsOn;
      around.push({ isOnWay, leadsOn: false, index: character === OPEN_LIST ? 0 : undefined });
    } else if (character === CLOSE_OBJECT || character === CLOSE_LIST) {
      // The steps lead through one thing alone.
      if (inner?.isOnWay && around.length > 1) return found;
      around.pop();
    } else if (text[at] === ',' && inner?.index !== undefined) {
      inner.index += 1;
      inner.leadsOn = false;
    } else if (text[at] === ',' && inner) {
      inner.leadsOn = false;
    }
  }
  return found;
}

/** Behind the quote that ends the string which begins at `start`. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end + 1;
}

function isEscaped(text: string, quote: number): boolean {
  let first = quote;
  while (text[first - 1] === '\\') first -= 1;
  return (quote - first) % 2 === 1;
}

/** Whole numbers only are exact: a fraction is rounded by everybody. */
function problemOf(number: string, isStored: boolean): string | undefined {
  const value = Number(number);
  if (!Number.isFinite(value)) return 'is a number that is too large.';
  if (isStored && value === 0 && /^-?[0.]*[1-9]/.test(number)) return 'is a number that is too small.';
  if (!isStored || Number.isSafeInteger(value) || !Number.isInteger(value)) return undefined;
  return digitsOf(number) === digitsOf(String(value))
    ? undefined
    : 'is a number that cannot be kept exactly; send it as a string.';
}

/** Deeper a path says nothing more. */
const LONGEST_PATH = 5;

/** Where the value that begins at `end` stands: `body.metadata.sizes[2]`. */
function pathTo(text: string, end: number, field: string): string {
  /** Of each object and list around it, the name or the place at which it goes on. */
  const steps: (string | number)[] = [];
  for (let at = 0; at < end; at++) {
    const last = steps.length - 1;
    const character = text.charCodeAt(at);
    if (character === QUOTE) {
      const after = endOfString(text, at);
      if (typeof steps[last] === 'string' && /^\s*:/.test(text.slice(after, after + 100))) {
        steps[last] = JSON.parse(text.slice(at, after));
      }
      at = after - 1;
    } else if (character === OPEN_OBJECT) steps.push('');
    else if (character === OPEN_LIST) steps.push(0);
    else if (character === CLOSE_OBJECT || character === CLOSE_LIST) steps.pop();
    else if (text[at] === ',' && typeof steps[last] === 'number') steps[last] = steps[last] + 1;
  }
  const shown = steps.slice(0, LONGEST_PATH).map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`));
  return field + shown.join('').toWellFormed();
}

/** The same text for every way of writing a number: `1.50e2` and `150` are `15` with the exponent 1. */
function digitsOf(number: string): string {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const kept = digits.replace(/0+$/, '');
  return `${sign}${kept}e${Number(exponent) - fraction.length + digits.length - kept.length}`;
}
