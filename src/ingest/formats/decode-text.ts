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

/** XML says what it is encoded in; without a declaration and a mark it is UTF-8 (XML 1.0, 4.3.3). */
export function decodeXml(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 256)).toString('latin1');
  if (/^(\u00ff\u00fe|\u00fe\u00ff)/.test(head)) return decodeText(bytes);
  if (/^<\0/.test(head)) return new TextDecoder('utf-16le').decode(bytes);
  if (/^\0</.test(head)) return new TextDecoder('utf-16be').decode(bytes);
  const declared = /^(?:\u00ef\u00bb\u00bf)?\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/.exec(head)?.[1];
  try {
    // Two bytes a character were ruled out above, so a declaration of UTF-16 is a leftover.
    return new TextDecoder(/^utf-?16/i.test(declared ?? '') ? 'utf-8' : declared).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
