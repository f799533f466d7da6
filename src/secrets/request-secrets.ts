/** Which texts are secrets: by the place they came from, which masks them there, and by their length, which has them sought elsewhere. */
import { isCredentialName, isOpenHeader, isOpenParameter, isSecretMember } from './secret-names.ts';

/**
 * A secret is sought in other texts from this length on, in characters. A shorter one is an ordinary word too often: hiding
 * `ollama`, or `e`, would change what a model said and what an upstream complained of.
 */
const SHORTEST_SOUGHT = 8;
/** Of a header with several parts (`Credential=…, Signature=…`), a part of this length is a secret by itself. */
const SHORTEST_PIECE = 12;

/** What people write where a server that needs no key wants one; longer than `SHORTEST_SOUGHT`, and no secret. */
const DUMMIES = new Set([
  'anything',
  'changeme',
  'dummy-key',
  'fake-key',
  'lm-studio',
  'localhost',
  'no-api-key',
  'no-key-required',
  'not-needed',
  'not-required',
  'placeholder',
  'sk-no-key-required',
  'undefined',
]);

/** Whether a secret is to be hidden wherever it shows up, and not only where it stands. */
export function isSought(secret: string): boolean {
  const plain = secret.trim();
  return (
    plain.length >= SHORTEST_SOUGHT &&
    !/^\*+$/.test(plain) &&
    !DUMMIES.has(plain.toLowerCase().replace(/^bearer\s+/, ''))
  );
}

/** The secrets that a request to an upstream carries in its headers, its address and its body. */
export function secretsOfRequest(
  { headers, url }: { headers: Record<string, string>; url: string },
  body?: unknown,
): string[] {
  const ofHeaders = Object.entries(headers)
    .filter(([name, value]) => !isOpenHeader(name, value))
    .flatMap(([, value]) => secretsOfHeader(value));
  return [...new Set([...ofHeaders, ...secretsOfUrl(url), ...secretsOfBody(body)])].filter(isSought);
}

/** What an answer hands out: cookies, tokens. */
export function secretsOfAnswer(headers: Record<string, string | string[] | undefined>): string[] {
  return Object.entries(headers)
    .filter(([name]) => isCredentialName(name))
    .flatMap(([, value]) => [value ?? []].flat())
    .flatMap((value) => [value, ...piecesOf(value)])
    .filter((value) => value.length >= SHORTEST_PIECE && isSought(value));
}

/** With and without its scheme (`Bearer x`), and the parts of a value that has some. */
export function secretsOfHeader(value: string): string[] {
  const bare = value.replace(/^\s*[\w-]+\s+/, '');
  const basic = /^\s*basic\s/i.test(value) ? userInfo(Buffer.from(bare, 'base64').toString('utf8')) : [];
  return [value, bare, ...basic, ...piecesOf(value)];
}

const userInfo = (pair: string): string[] => [pair, pair.slice(pair.indexOf(':') + 1)];

const piecesOf = (value: string): string[] => {
  const pieces = value.split(/[\s,;]+/).flatMap((piece) => [piece, piece.slice(piece.indexOf('=') + 1)]);
  return pieces.filter((piece) => piece.length >= SHORTEST_PIECE);
};

function secretsOfUrl(url: string): string[] {
  const parsed = URL.parse(url);
  if (!parsed) return [];
  const { username, password, search, searchParams } = parsed;
  const named = [...searchParams]
    .filter(([name]) => isCredentialName(name) && !isOpenParameter(name))
    .map(([, value]) => value);
  const written = search
    .slice(1)
    .split('&')
    .map((pair) => pair.slice(pair.indexOf('=') + 1))
    .filter((value) => named.includes(decoded(value)));
  return [...named, ...written, ...[username, password].flatMap((part) => [part, decoded(part)])];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function secretsOfBody(value: unknown, isSecret = false): string[] {
  if (typeof value === 'string') return isSecret ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => secretsOfBody(member, isSecret || isSecretMember(name)));
}
