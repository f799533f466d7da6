/**
 * What of DER (ITU-T X.690) a certificate is written in. Node makes keys and signs, but issues no certificates; packages that
 * do bring half a megabyte of parsers for all that is ever found in one. Nothing is read here, only written.
 */

/** A value with its tag and length. */
const value = (tag: number, ...content: Uint8Array[]): Buffer => {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(body.length)]), body]);
};

function lengthOf(length: number): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

export const sequence = (...content: Uint8Array[]): Buffer => value(0x30, ...content);
export const setOf = (...content: Uint8Array[]): Buffer => value(0x31, ...content);
export const octetString = (bytes: Uint8Array): Buffer => value(0x04, bytes);
export const utf8String = (text: string): Buffer => value(0x0c, Buffer.from(text));
export const yes = (): Buffer => value(0x01, Buffer.from([0xff]));
/** `unused`: bits at its end that say nothing. */
export const bitString = (bytes: Uint8Array, unused = 0): Buffer => value(0x03, Buffer.from([unused]), bytes);

/** Of a number that is not negative, as its bytes. */
export const integer = (bytes: Uint8Array): Buffer =>
  bytes[0]! < 0x80 ? value(0x02, bytes) : value(0x02, Buffer.from([0]), bytes);

/** As `2.5.29.17`. */
export function objectIdentifier(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  return value(0x06, Buffer.from([40 * first + second, ...rest.flatMap(inSevens)]));
}

/** Seven bits a byte; all but the last have the eighth. */
function inSevens(number: number): number[] {
  const bytes = [number & 0x7f];
  for (let left = number >>> 7; left > 0; left >>>= 7) bytes.unshift((left & 0x7f) | 0x80);
  return bytes;
}

/** To the second; as certificates have years before 2050, and those from then on. */
export function time(date: Date): Buffer {
  const digits = `${date.toISOString().replace(/[-:T]|\..*$/g, '')}Z`;
  return date.getUTCFullYear() < 2050 ? value(0x17, Buffer.from(digits.slice(2))) : value(0x18, Buffer.from(digits));
}

/** A member that is told by its number: `of` others, or bytes in the place of what they were. */
export const member = (number: number, ...of: Uint8Array[]): Buffer => value(0xa0 + number, ...of);
export const plainMember = (number: number, bytes: Uint8Array): Buffer => value(0x80 + number, bytes);
