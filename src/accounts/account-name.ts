import { hash } from 'node:crypto';

export const DEFAULT_ACCOUNT = 'default';

/** What an account may be called. */
export const ACCOUNT_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?$/;
export const ACCOUNT_NAME_RULE = 'should be 1 to 64 letters, digits, "-", "_" or ".", not with a "." at either end.';

/** Some file systems take capitals for small letters, so a name that has any is told apart by a few letters of a hash. */
export function accountFileName(name: string): string {
  const lower = name.toLowerCase();
  return lower === name ? `${name}.sqlite` : `${lower}~${hash('sha256', name).slice(0, 8)}.sqlite`;
}
