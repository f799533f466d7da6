import { randomFillSync } from 'node:crypto';

/** The header that every answer has, whoever gives it. */
export const REQUEST_ID = 'x-request-id';

const ID_BYTES = 16;

/**
 * Makes request ids as Vectara shows them: 32 lower-case hexadecimal characters (docs/behaviour/conventions.md,
 * Errors).
 */
export function createRequestIds(): () => string {
  const pool = Buffer.alloc(ID_BYTES * 256);
  let used = pool.length;
  return () => {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    used += ID_BYTES;
    return pool.toString('hex', used - ID_BYTES, used);
  };
}
