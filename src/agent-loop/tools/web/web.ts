/** Where agents find what is on the web. */
import { type Account, perServer, seam } from '../../../accounts/account.ts';
import type { UpstreamFetch } from '../../../upstream/network/upstream-fetch.ts';
import { createWebAuthorize } from '../../../upstream/web/web-auth.ts';

/** How pages are fetched; `now`: the system's time, by which access tokens expire. */
export const webUpstream = seam<{ fetch: UpstreamFetch; now: () => number }>('way to the web');

export const webAuthorizeOf = perServer((account) => {
  const { fetch, now } = webUpstream(account);
  return createWebAuthorize(fetch, now);
});

export interface FoundPage {
  title: string;
  url: string;
  content: string;
  score?: number;
}

/** What an account was told of the web beforehand. */
export interface KnownWeb {
  /** Of an address, where it is known. */
  page(method: string, url: string): { status: number; headers: Record<string, string>; content: string } | undefined;
  /** Best first. */
  results(query: string): FoundPage[];
}

export const knownWeb = seam<(account: Account) => KnownWeb>('knowledge of the web');
