const CREDENTIAL_NAME = /auth|key|token|secret|cookie|passw|credential|signature|^sig$|^code$/i;

export const isCredentialName = (name: string): boolean => CREDENTIAL_NAME.test(name);

/** Secrets among named values (headers, query parameters): those whose name says so, with and without a scheme word. */
export function secretsAmong(named: Iterable<[string, string]>): string[] {
  return [...named].flatMap(([name, value]) => (CREDENTIAL_NAME.test(name) ? withoutScheme(value) : []));
}

/** `Bearer x` yields `x` as well. */
function withoutScheme(value: string): string[] {
  const bare = value.replace(/^[\w-]+\s+/, '');
  return bare === value || bare === '' ? [value] : [value, bare];
}

/**
 * Replaces every secret in a text by `****`, in whatever form an upstream may quote it: as it is, with its blanks made
 * one, in JSON, URL-encoded, HTML-escaped, or in base64 at any alignment.
 */
export const redact = (text: string, secrets: readonly string[]): string => createRedaction(secrets)(text);

/** The same for many texts. */
export function createRedaction(secrets: readonly string[]): (text: string) => string {
  const forms = [...new Set(secrets.flatMap(formsOf))].sort((one, other) => other.length - one.length);
  const patterns = forms.filter((form) => /[&<>"']/.test(form)).map(htmlPattern);
  return (text) => [...patterns, ...forms].reduce<string>((redacted, form) => redacted.replaceAll(form, '****'), text);
}

/** Shorter ones are no secrets but words (`ollama`, `none`), and hiding these would spoil whatever says them. */
const SHORTEST_SECRET = 8;

function formsOf(secret: string): string[] {
  const plain = secret.trim();
  if (plain.length < SHORTEST_SECRET || /^\*+$/.test(plain)) return [];
  const written = [...new Set([secret, plain, plain.replace(/\s+/g, ' '), ...jsonForms(plain)])];
  return [
    ...written.flatMap((form) => [form, ...encodedForms(form), ...base64Forms(form)]),
    ...linesOf(plain).flatMap((line) => [line, encodeURIComponent(line)]),
  ];
}

/** As writers of JSON escape: only what they must, slashes too (PHP), everything but ASCII (Python), markup too (Go). */
function jsonForms(plain: string): string[] {
  const least = JSON.stringify(plain).slice(1, -1);
  const ascii = escaped(least, /[^\x00-\x7f]/g);
  return [
    least,
    least.replaceAll('/', '\\/'),
    ascii,
    ascii.replaceAll('/', '\\/'),
    escaped(least, /[<>&\u2028\u2029]/g),
  ];
}

const escaped = (text: string, what: RegExp): string =>
  text.replace(what, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** `encodeURIComponent` leaves a few marks alone that forms escape; escapes may be in lower case. */
function encodedForms(plain: string): string[] {
  const uri = encodeURIComponent(plain.toWellFormed());
  const form = new URLSearchParams([['', plain]]).toString().slice(1);
  return [uri, uri.replaceAll('%20', '+'), form, form.replaceAll('+', '%20')].flatMap((encoded) => [
    encoded,
    encoded.replace(/%[\dA-F]{2}/g, (triplet) => triplet.toLowerCase()),
  ]);
}

const ENTITIES: Record<string, string> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };

/** Each writer of HTML escapes marks of its own choice, by name, in decimal or in hexadecimal. */
function htmlPattern(form: string): RegExp {
  const pattern = form.replace(/[&<>"']|[\\^$.*+?()[\]{}|/-]/g, (mark) => {
    const name = ENTITIES[mark];
    if (name === undefined) return `\\${mark}`;
    const code = mark.charCodeAt(0);
    return `(?:&(?:${name}|#0*${code}|#x0*${code.toString(16)});|${mark})`;
  });
  return new RegExp(pattern, 'gi');
}

/** A secret of several lines, a private key say, may be quoted line by line. */
const linesOf = (plain: string): string[] => plain.split(/\r?\n|\\n/).filter((line) => line.length >= 16);

/** What stays the same in base64 whatever stands before and after: the bytes that share no group with a neighbour. */
function base64Forms(plain: string): string[] {
  const bytes = Buffer.from(plain);
  if (bytes.length < 6) return [bytes.toString('base64')];
  return [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const inner = encoded.slice(offset === 0 ? 0 : 4, Math.floor((bytes.length + offset) / 3) * 4);
    return [encoded, inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
