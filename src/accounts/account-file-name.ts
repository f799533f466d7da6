import { hash } from 'node:crypto';

/** Some file systems take capitals for small letters, so a name that has any is told apart by a few letters of a hash. */
export function accountFileName(name: string): string {
  const lower = name.toLowerCase();
  return lower === name ? `${name}.sqlite` : `${lower}~${hash('sha256', name).slice(0, 8)}.sqlite`;
}
