/** A byte order mark decides; else UTF-8 where it is valid; else Windows-1252, which takes any byte. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Whether the bytes read as text in one of the encodings of `decodeText`. */
export function isPlainText(bytes: Uint8Array): boolean {
  const text = decodeText(bytes.subarray(0, 64 * 1024));
  return !/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text);
}
