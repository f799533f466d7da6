/** Bytes → text in whatever encoding they are. */
import { analyse } from 'chardet';
import iconv from 'iconv-lite';

export interface DecodedText {
  text: string;
  /** The name of the encoding taken, in lower case: `utf-8`, `shift_jis`, `windows-1252` … */
  encoding: string;
}

/** Which encoding was taken, under the key that Tika gives it, for the answer to an upload; UTF-8 goes without saying. */
export const encodingNote = ({ encoding }: DecodedText): Record<string, unknown> =>
  encoding === 'utf-8' ? {} : { 'Content-Encoding': encoding };

/**
 * A byte order mark decides; then what is declared, for example by the content type; then the shape of UTF-16 without a
 * mark; then UTF-8, also with a few bytes that are none; then chardet's statistics; at last Windows-1252, which takes any
 * byte. Control characters that no text has, such as a stray NUL or the end-of-file of DOS, are left out.
 */
export function decodeText(bytes: Uint8Array, declared?: string): DecodedText {
  const encoding = encodingOf(bytes, declared);
  return { text: withoutControls(decodeAs(bytes, encoding)), encoding };
}

function encodingOf(bytes: Uint8Array, declared: string | undefined): string {
  const marked = byteOrderMark(bytes);
  if (marked) return marked;
  const named = declared && knownEncoding(declared);
  // Who says ASCII or UTF-8 may be wrong, and is right where the bytes are so anyway.
  if (named && named !== 'utf-8' && !/^\W*(us-)?ascii/i.test(declared)) return named;
  const wide = unmarkedUtf16(bytes);
  if (wide) return wide;
  const ascii = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, SAMPLE)).toString('latin1');
  if (/\x1b\$[@B]|\x1b\([JI]/.test(ascii)) return 'iso-2022-jp';
  const { good, bad } = utf8Counts(bytes);
  if (bad === 0 || good >= bad) return 'utf-8';
  return statistical(bytes) ?? 'windows-1252';
}

function byteOrderMark(bytes: Uint8Array): string | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 && bytes.length % 4 === 0 ? 'utf-32le' : 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  return a === 0 && b === 0 && c === 0xfe && d === 0xff ? 'utf-32be' : undefined;
}

/** The canonical name of a label of the Encoding Standard, or of another encoding that iconv-lite has. */
export function knownEncoding(label: string): string | undefined {
  const name = label
    .trim()
    .replace(/^["']|["']$/g, '')
    .toLowerCase();
  try {
    return new TextDecoder(name).encoding;
  } catch {
    return name && iconv.encodingExists(name) ? name : undefined;
  }
}

function decodeAs(bytes: Uint8Array, encoding: string): string {
  try {
    return new TextDecoder(encoding).decode(bytes);
  } catch {
    return iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), encoding).replace(/^\ufeff/, '');
  }
}

/** Bytes that are looked at to tell an encoding. */
const SAMPLE = 64 * 1024;

/** Characters that are common in text: of the ASCII ones, then those that stand for a script. */
const COMMON = /[\t\n\r -~]/;
const SCRIPTS =
  /[\u00a0-\u024f\u0370-\u06ff\u0900-\u0eff\u2010-\u2030\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]/;
const SURE = 0.9;

/** UTF-16 leaves bytes of control characters behind that no text of one byte a character has. */
function unmarkedUtf16(bytes: Uint8Array): string | undefined {
  const sample = bytes.subarray(0, SAMPLE & ~1);
  if (bytes.length % 2 !== 0 || bytes.length < 4) return undefined;
  const controls = sample.reduce((count, byte) => count + (byte < 9 || (byte > 13 && byte < 27) ? 1 : 0), 0);
  if (controls * 20 < sample.length) return undefined;
  let best: { encoding: string; score: number; share: number } | undefined;
  for (const encoding of ['utf-16le', 'utf-16be']) {
    const characters = [...new TextDecoder(encoding).decode(sample)];
    const common = characters.filter((character) => COMMON.test(character)).length;
    const share = (common + characters.filter((character) => SCRIPTS.test(character)).length) / characters.length;
    const score = share + common / characters.length;
    if (score > (best?.score ?? 0)) best = { encoding, score, share };
  }
  return best && best.share >= SURE ? best.encoding : undefined;
}

/** Characters of several bytes that are right, and places that are wrong. A character cut off at the end is neither. */
function utf8Counts(bytes: Uint8Array): { good: number; bad: number } {
  let good = 0;
  let bad = 0;
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at]!;
    if (lead < 0x80) {
      at++;
      continue;
    }
    const length = lead >= 0xf0 && lead < 0xf5 ? 4 : lead >= 0xe0 ? 3 : 2;
    let end = at + 1;
    while (end < at + length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end++;
    if (lead >= 0xc2 && lead < 0xf5 && end === at + length) good++;
    else if (end < bytes.length || good === 0) bad++;
    at = end;
  }
  return { good, bad };
}

/** What betrays an encoding also in a few words, where statistics have too little: kana, Thai marks, Russian of DOS. */
function betrayed(sample: Uint8Array): string | undefined {
  for (const encoding of ['shift_jis', 'euc-jp'])
    if (share(sample, encoding, /[\u3041-\u30fe]/g) > 0.15) return encoding;
  const vowels = share(sample, 'windows-874', /[\u0e30-\u0e3a\u0e40-\u0e4e]/g);
  const stray =
    /(?<![\u0e01-\u0e2e\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]|[\u0e4f-\u0e5b]/;
  if (vowels > 0.2 && !stray.test(decodeAs(sample, 'windows-874'))) return 'windows-874';
  const russian = share(sample, 'ibm866', /[а-яё]/g) > 0.7 && share(sample, 'ibm866', /[а-яё]/gi) > 0.95;
  return russian && !/[A-Za-z][\x80-\xff]/.test(Buffer.from(sample).toString('latin1')) ? 'ibm866' : undefined;
}

/** How much of what is beyond ASCII reads as such letters in the encoding; 0 where something is broken. */
function share(sample: Uint8Array, encoding: string, letters: RegExp): number {
  const text = decodeAs(sample, encoding);
  if (text.slice(0, -2).includes('\ufffd')) return 0;
  return (text.match(letters)?.length ?? 0) / (text.match(/[^\0-\u007f]/g)?.length ?? 1);
}

/** The lines that are not ASCII alone, which only dilute the statistics. */
function telling(bytes: Uint8Array): Uint8Array {
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1').split('\n');
  const beyond = lines.filter((line) => /[\u0080-\u00ff]/.test(line)).join('\n');
  return Buffer.from(beyond.slice(0, SAMPLE), 'latin1');
}

/** So few accents tell none of the Latin alphabets from the Western one. */
const FEW = 8;

function statistical(bytes: Uint8Array): string | undefined {
  const sample = telling(bytes);
  const letters = sample.reduce((count, byte) => count + (byte > 0x7f ? 1 : 0), 0);
  const found = betrayed(sample);
  if (found) return found;
  for (const { name } of analyse(sample)) {
    const encoding = knownEncoding(name);
    if (!encoding || /^utf-(8|16|32)/.test(encoding)) continue;
    if (letters < FEW && /^(windows-125[047]|iso-8859-[29])$/.test(encoding)) continue;
    // Nothing in it is broken in that encoding, but for a character that the sample cuts.
    if (!decodeAs(sample, encoding).slice(0, -2).includes('\ufffd')) return encoding;
  }
  return undefined;
}

const CONTROLS = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f]/g;

/** Vertical tabs and form feeds part lines; sequences that colour a terminal, and other control characters, go. */
export const withoutControls = (text: string): string =>
  text
    .replace(/[\v\f]/g, '\n')
    .replace(/\u001b\[[\d;]{0,20}[A-Za-z]/g, '')
    .replace(CONTROLS, '')
    .replaceAll('\u001b', '');

/**
 * Whether the bytes read as text in one of the encodings of `decodeText`, a stray control character or two allowed; with
 * `isStrict` none is, for bytes that also look like something else.
 */
export function isPlainText(bytes: Uint8Array, isStrict = false): boolean {
  const sample = bytes.subarray(0, SAMPLE);
  const encoding = byteOrderMark(sample) ?? unmarkedUtf16(sample.length % 2 === 0 ? sample : sample.subarray(0, -1));
  const text = encoding ? decodeAs(sample, encoding) : Buffer.from(sample).toString('latin1');
  const controls = text.match(CONTROLS)?.length ?? 0;
  return isStrict ? controls === 0 : controls <= 2 + text.length * 0.02 && controls * 2 < text.length;
}

/** XML says what it is encoded in; without a declaration and a mark it is found as for any text. */
export function decodeXml(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 512)).toString('latin1');
  if (/^<\0/.test(head)) return decodeAs(bytes, 'utf-16le');
  if (/^\0</.test(head)) return decodeAs(bytes, 'utf-16be');
  const declared = /^(?:\u00ef\u00bb\u00bf)?\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(head)?.[1];
  // Two bytes a character were ruled out above, so a declaration of UTF-16 is a leftover.
  return decodeText(bytes, /^(utf-?16|ucs)/i.test(declared ?? '') ? undefined : declared).text;
}
