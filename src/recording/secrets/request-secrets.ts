import type { UpstreamRequest, UpstreamResponse } from '../../upstream/network/upstream-fetch.ts';
import { CREDENTIAL_NAME, isSecretHeader } from './header-rules.ts';

/** Shorter ones would be found in ordinary words. Where a name says that it is a secret, four characters are enough. */
const SHORTEST_NAMED = 4;
const SHORTEST = 6;
/** Of a header with several parts (`Credential=…, Signature=…`), a part of this length is a secret by itself. */
const SHORTEST_PIECE = 12;

/** Members of JSON and form bodies whose value is a secret. */
const SECRET_MEMBER =
  /^(client_?secret|client_?assertion|assertion|api_?key|(access|refresh|id|session|auth|bearer)_?token|password|passphrase|secret|private_?key|authorization|aws_?secret_?access_?key)$/i;

/** Every text in a request that must not be kept, nor an echo of it. */
export function secretsOfRequest({ headers, url }: UpstreamRequest, body: unknown): string[] {
  const ofHeaders = Object.entries(headers)
    .filter(([name]) => isSecretHeader(name))
    .flatMap(([name, value]) => longEnough(secretsOfHeader(value), CREDENTIAL_NAME.test(name)));
  return [...new Set([...ofHeaders, ...longEnough([...secretsOfUrl(url), ...secretsOfBody(body)], true)])];
}

/** What an answer hands out: cookies, tokens. */
export function secretsOfAnswer(headers: UpstreamResponse['headers']): string[] {
  return Object.entries(headers)
    .filter(([name]) => CREDENTIAL_NAME.test(name))
    .flatMap(([, value]) => [value ?? []].flat())
    .flatMap((value) => [value, ...piecesOf(value)])
    .filter((value) => value.length >= SHORTEST_PIECE);
}

/** Placeholders are no secrets. */
const longEnough = (values: string[], isNamed: boolean): string[] =>
  values.filter((value) => value.trim().length >= (isNamed ? SHORTEST_NAMED : SHORTEST) && !/^\**$/.test(value.trim()));

/** With and without its scheme (`Bearer x`), and the parts of a value that has some. */
function secretsOfHeader(value: string): string[] {
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
  const named = [...searchParams].filter(([name]) => CREDENTIAL_NAME.test(name)).map(([, value]) => value);
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

function secretsOfBody(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    typeof member === 'string' && SECRET_MEMBER.test(name) ? [member] : secretsOfBody(member),
  );
}
