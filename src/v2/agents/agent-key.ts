/** Keys that agents, sessions and schedules get when the caller gives none (docs/behaviour/agents.md, Identifiers). */
import type { Account } from '../../accounts/account.ts';

const LONGEST = 50;

/** `agt_<words of the name>_<4 hexadecimal digits>`, and no other than those `isTaken` knows. */
export function keyFrom(account: Account, prefix: string, name: string, isTaken: (key: string) => boolean): string {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '_')
    .slice(0, LONGEST - prefix.length - '__ffff'.length)
    .replace(/^_|_$/g, '');
  for (;;) {
    const key = [prefix, slug, account.newId(prefix).slice(0, 4)].filter((part) => part !== '').join('_');
    if (!isTaken(key)) return key;
  }
}
