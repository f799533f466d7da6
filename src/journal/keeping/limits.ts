/** What one entry may hold; the rest of it is counted, not kept. */

/** Characters of a request or response body, on either side of the emulator. */
export const LARGEST_BODY = 256 * 1024;
/** Characters of all frames of a stream, or of all chunks of an upstream's answer. */
export const LARGEST_STREAM = 512 * 1024;
export const MOST_FRAMES = 5000;
export const MOST_NOTES = 500;

/** A text of at most `length` characters which does not hold on to the one it was cut from. */
export const cut = (text: string, length: number): string =>
  text.length <= length ? text : Buffer.from(text.slice(0, length)).toString();
