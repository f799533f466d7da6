import { type Static, type TSchema, Type } from 'typebox';
import { Errors } from 'typebox/value';

/** Where a body has another shape than its protocol gives it, and what should be there. */
export interface Mismatch {
  /** Names and indices, from the outside in. */
  path: string[];
  expected: string;
}

/** The innermost mismatch; undefined if a body has the shape. Members that the shape does not name may be anything. */
export function mismatchOf(shape: TSchema, body: unknown): Mismatch | undefined {
  const mismatches = Errors(shape, body).map(({ instancePath, message }) => ({
    path: instancePath.split('/').slice(1),
    expected: message.replace(/^must /, ''),
  }));
  return mismatches.reduce<Mismatch | undefined>(
    (deepest, one) => (deepest === undefined || one.path.length > deepest.path.length ? one : deepest),
    undefined,
  );
}

/** As programs write paths: `messages[0].content`. */
export const dotted = (path: string[]): string =>
  path.map((step, index) => (/^\d+$/.test(step) ? `[${step}]` : index === 0 ? step : `.${step}`)).join('');

/** May be left out, or null. */
export const optional = <T extends TSchema>(shape: T) => Type.Optional(Type.Union([shape, Type.Null()]));

/** Any object. */
export const Members = Type.Record(Type.String(), Type.Unknown());
export type Members = Static<typeof Members>;
