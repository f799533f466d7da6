/** How an upstream may write a secret that it echoes, and what stands in its place. */

/** `placeholder` is as long as `bytes`, so that nothing around it moves: no frame, no length, no chunk border. */
export interface SecretForm {
  bytes: Buffer;
  placeholder: Buffer;
}

/** Fewer bytes of base64 would be found by chance. */
const SHORTEST_BASE64 = 8;
/** A line of a secret of several, a private key say, that may be quoted alone. */
const SHORTEST_LINE = 16;

/** As it is, in JSON, in JSON inside JSON, percent-encoded, HTML-escaped, in hex, in base64 at any alignment. */
export function formsOf(secrets: readonly string[]): SecretForm[] {
  const forms = new Map<string, SecretForm>();
  for (const form of secrets.flatMap(formsOfOne)) {
    const key = form.bytes.toString('latin1');
    if (form.bytes.length > 0 && !forms.has(key)) forms.set(key, form);
  }
  return [...forms.values()];
}

function formsOfOne(secret: string): SecretForm[] {
  const trimmed = secret.trim();
  const lines = trimmed.split(/\r?\n|\\n/).filter((line) => line.length >= SHORTEST_LINE);
  const plain = [...new Set([secret, trimmed, trimmed.replace(/\s+/g, ' '), ...lines])];
  const written = [...new Set(plain.flatMap((text) => [text, ...jsonForms(text)]))];
  const texts = written.flatMap((text) => [text, ...jsonForms(text), ...percentForms(text), ...htmlForms(text)]);
  return [
    ...[...new Set(texts)].map((text) => literal(Buffer.from(text))),
    ...plain.flatMap(latin1Form),
    ...written.flatMap((text) => [...base64Forms(Buffer.from(text)), ...hexForms(Buffer.from(text))]),
  ];
}

const literal = (bytes: Buffer): SecretForm => ({ bytes, placeholder: blank(bytes) });

/** Asterisks, which mean nothing in JSON, URLs and event streams; line ends stay, and a number stays a number. */
function blank(bytes: Buffer): Buffer {
  const isNumber = bytes.every((byte) => byte >= 0x30 && byte <= 0x39);
  const digit = bytes.every((byte) => byte === 0x39) ? 0x38 : 0x39;
  return Buffer.from(bytes.map((byte) => (byte === 0x0a || byte === 0x0d ? byte : isNumber ? digit : 0x2a)));
}

/** As writers of JSON escape: only what they must, slashes too (PHP), everything but ASCII (Python), markup too (Go). */
function jsonForms(text: string): string[] {
  const least = JSON.stringify(text).slice(1, -1);
  const ascii = escaped(least, /[^\x00-\x7f]/g);
  const slashes = (form: string) => form.replaceAll('/', '\\/');
  return [
    least,
    slashes(least),
    ascii,
    slashes(ascii),
    escaped(least, /[<>&\u2028\u2029]/g),
    escaped(ascii, /[<>&'+]/g),
  ];
}

const escaped = (text: string, what: RegExp): string =>
  text.replace(what, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** `encodeURIComponent` leaves a few marks alone that forms escape; escapes may be in lower case. */
function percentForms(text: string): string[] {
  const uri = encodeURIComponent(text.toWellFormed());
  const strict = uri.replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
  const form = new URLSearchParams([['', text]]).toString().slice(1);
  return [
    uri,
    uri.replaceAll('%20', '+'),
    strict,
    form,
    form.replaceAll('+', '%20'),
    encodeURI(text.toWellFormed()),
  ].flatMap((encoded) => [encoded, encoded.replace(/%[\dA-F]{2}/g, (triplet) => triplet.toLowerCase())]);
}

function htmlForms(text: string): string[] {
  const least = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const quoted = least.replaceAll('"', '&quot;');
  return [
    least,
    quoted,
    quoted.replaceAll("'", '&#39;'),
    quoted.replaceAll("'", '&#x27;'),
    least.replaceAll('"', '&#34;').replaceAll("'", '&#39;'),
  ];
}

/** Header values may hold bytes above ASCII, which are not always UTF-8. */
const latin1Form = (text: string): SecretForm[] =>
  /[\x80-\xff]/.test(text) && /^[\x00-\xff]*$/.test(text) ? [literal(Buffer.from(text, 'latin1'))] : [];

function hexForms(bytes: Buffer): SecretForm[] {
  const hex = bytes.toString('hex');
  const placeholder = Buffer.from(blank(bytes).toString('hex'));
  return hex.length < 2 * SHORTEST_BASE64
    ? []
    : [hex, hex.toUpperCase()].map((form) => ({ bytes: Buffer.from(form), placeholder }));
}

/** What stays the same in base64 whatever stands before and after: the bytes that share no group with a neighbour. */
function base64Forms(bytes: Buffer): SecretForm[] {
  const whole = [pair(bytes, (each) => each.toString('base64')), pair(bytes, (each) => each.toString('base64url'))];
  const inner = [0, 1, 2].flatMap((offset) => {
    const end = Math.floor((bytes.length + offset) / 3) * 4;
    const encode = (each: Buffer) =>
      Buffer.concat([Buffer.alloc(offset), each])
        .toString('base64')
        .slice(offset === 0 ? 0 : 4, end);
    const urlSafe = (each: Buffer) => encode(each).replaceAll('+', '-').replaceAll('/', '_');
    return [pair(bytes, encode), pair(bytes, urlSafe)];
  });
  return [...whole, ...inner].filter((form) => form.bytes.length >= SHORTEST_BASE64);
}

/** The placeholder of an encoded secret is an encoded placeholder: what decodes it still can. */
const pair = (bytes: Buffer, encode: (each: Buffer) => string): SecretForm => ({
  bytes: Buffer.from(encode(bytes)),
  placeholder: Buffer.from(encode(blank(bytes))),
});
