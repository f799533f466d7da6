import { createHash } from 'node:crypto';

/**
 * A digest of a request that does not depend on white space or the order of keys (docs/behaviour/documents.md, Ids and
 * duplicates).
 */
export function hashRequest(body: unknown): string {
  const sorted = (_key: string, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return createHash('sha256').update(JSON.stringify(body, sorted)).digest('base64url');
}
