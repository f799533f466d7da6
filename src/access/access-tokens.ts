import { keepNewest } from '../basics/newest-kept.ts';
/**
 * The OAuth access tokens this server gives out: signed JWTs that live for thirty minutes (docs/behaviour/accounts.md,
 * Tokens). What makes and checks them is loaded by the first: most servers never see one.
 */

export const TOKEN_LIFETIME_S = 30 * 60;
const TOKENS_KEPT = 10_000;

/** Whom a token stands for. */
export interface TokenClaims {
  clientId: string;
  account: string;
  /** The client is unknown, and was let in as the account's owner. */
  isOwner: boolean;
}

export type ReadToken = { claims: TokenClaims } | 'expired' | 'not ours';

export type AccessTokens = ReturnType<typeof createAccessTokens>;

/** `key`: 32 random bytes, the same for as long as tokens are to be accepted. */
export function createAccessTokens(key: Uint8Array, now: () => number) {
  /** Verified ones, oldest first: checking a signature costs more than the rest of a request's authentication. */
  const verified = new Map<string, { claims: TokenClaims; expiresAt: number }>();

  const verify = async (token: string): Promise<ReadToken> => {
    const { errors, jwtVerify } = await import('jose');
    try {
      const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], currentDate: new Date(now()) });
      const { sub = '', account, owner, exp = 0 } = payload;
      const claims = { clientId: sub, account: String(account), isOwner: owner === true };
      keepNewest(verified, token, { claims, expiresAt: exp * 1000 }, TOKENS_KEPT);
      return { claims };
    } catch (error) {
      if (error instanceof errors.JWTExpired) return 'expired';
      if (error instanceof errors.JOSEError) return 'not ours';
      throw error;
    }
  };

  return {
    async sign({ clientId, account, isOwner }: TokenClaims): Promise<string> {
      const { SignJWT } = await import('jose');
      const issuedAt = Math.floor(now() / 1000);
      return new SignJWT({ client_id: clientId, account, ...(isOwner ? { owner: true } : {}) })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setSubject(clientId)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + TOKEN_LIFETIME_S)
        .sign(key);
    },

    /** At once for a token seen before. */
    read(token: string): ReadToken | Promise<ReadToken> {
      const known = verified.get(token);
      if (!known) return verify(token);
      return known.expiresAt > now() ? { claims: known.claims } : 'expired';
    },
  };
}

/** Three parts of base64url, the first a JSON object: what no API key looks like. */
export const looksLikeToken = (credential: string): boolean => /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/.test(credential);
