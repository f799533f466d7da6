/** Access tokens, kept until shortly before they expire (reference §2.6). */

/** Before its expiry a token is no longer handed out. */
const MARGIN_MS = 60_000;

export interface AccessToken {
  token: string;
  expiresInSeconds: number;
}

export interface TokenStore {
  /**
   * The token kept under `key`, or a new one; requests that need one at the same time share one `fetchToken`.
   * `cached` says that it was there before. Whatever `fetchToken` throws is thrown to all that wait for it.
   */
  get(key: string, fetchToken: () => Promise<AccessToken>): Promise<{ token: string; cached: boolean }>;
  /** Forgets a refused token, unless it was replaced meanwhile. */
  drop(key: string, token: string): void;
}

/** `now` in milliseconds since 1970. */
export function createTokenStore(now: () => number): TokenStore {
  const kept = new Map<string, { token: string; usableUntil: number }>();
  const underWay = new Map<string, Promise<string>>();

  async function fetchAndKeep(key: string, fetchToken: () => Promise<AccessToken>): Promise<string> {
    try {
      const { token, expiresInSeconds } = await fetchToken();
      for (const [other, { usableUntil }] of kept) if (usableUntil <= now()) kept.delete(other);
      kept.set(key, { token, usableUntil: now() + expiresInSeconds * 1000 - MARGIN_MS });
      return token;
    } finally {
      underWay.delete(key);
    }
  }

  return {
    async get(key, fetchToken) {
      const known = kept.get(key);
      if (known && known.usableUntil > now()) return { token: known.token, cached: true };
      const fetching = underWay.get(key) ?? fetchAndKeep(key, fetchToken);
      underWay.set(key, fetching);
      return { token: await fetching, cached: false };
    },
    drop(key, token) {
      if (kept.get(key)?.token === token) kept.delete(key);
    },
  };
}
