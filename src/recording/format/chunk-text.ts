import { isUtf8 } from 'node:buffer';
import type { Chunk } from './recording-schema.ts';

/** Bytes of a body as readable as they can be: text, with the parts of characters cut at its ends apart as base64. */
export function toChunk(bytes: Uint8Array): Chunk {
  const start = lengthOfTail(bytes);
  const end = bytes.length - lengthOfHead(bytes, start);
  const middle = Buffer.from(bytes.subarray(start, end));
  if (!isUtf8(middle)) return asBase64(bytes);
  const text = middle.toString('utf8');
  const pieces = [
    ...(start > 0 ? [asBase64(bytes.subarray(0, start))] : []),
    ...(text === '' ? [] : [text]),
    ...(end < bytes.length ? [asBase64(bytes.subarray(end))] : []),
  ];
  return pieces.length > 1 ? pieces : (pieces[0] ?? '');
}

/** The bytes a chunk stands for; a fresh copy each time. */
export function fromChunk(chunk: Chunk): Buffer {
  if (Array.isArray(chunk)) return Buffer.concat(chunk.map(fromChunk));
  return typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : Buffer.from(chunk.base64, 'base64');
}

const asBase64 = (bytes: Uint8Array) => ({ base64: Buffer.from(bytes).toString('base64') });

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/** How many bytes at the beginning end a character that began before. */
function lengthOfTail(bytes: Uint8Array): number {
  let length = 0;
  while (length < 3 && isContinuation(bytes[length])) length += 1;
  return length;
}

/** How many bytes at the end begin a character that goes on afterwards. */
function lengthOfHead(bytes: Uint8Array, from: number): number {
  let length = 1;
  while (length < 4 && isContinuation(bytes[bytes.length - length])) length += 1;
  const lead = bytes[bytes.length - length] ?? 0;
  if (bytes.length - length < from) return 0;
  const expected = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return length < expected ? length : 0;
}
