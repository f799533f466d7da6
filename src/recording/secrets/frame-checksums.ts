import { crc32 } from 'node:zlib';

/** Length of the frame, length of its headers, checksum of both. */
const PRELUDE = 12;
const CHECKSUM = 4;

export const isFramedWithChecksums = (contentType: string): boolean =>
  contentType.startsWith('application/vnd.amazon.eventstream');

/**
 * Makes the checksums of an AWS event stream right again, in place, after bytes in its frames were changed.
 * https://docs.aws.amazon.com/transcribe/latest/dg/streaming-setting-up.html#streaming-event-stream
 */
export function renewFrameChecksums(stream: Buffer): void {
  let at = 0;
  while (at + PRELUDE + CHECKSUM <= stream.length) {
    const length = stream.readUInt32BE(at);
    if (length < PRELUDE + CHECKSUM || at + length > stream.length) return;
    const checksumAt = at + length - CHECKSUM;
    stream.writeUInt32BE(crc32(stream.subarray(at, checksumAt)), checksumAt);
    at += length;
  }
}
