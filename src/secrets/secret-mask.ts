import { isSought } from './request-secrets.ts';
import { formsOf, type SecretForm } from './secret-forms.ts';

/** Puts placeholders of the same length in the place of secrets. */
export interface SecretMask {
  bytes(bytes: Buffer): Buffer;
  text(text: string): string;
  /** All texts in a JSON value, names of members included. */
  json(value: unknown): unknown;
}

export function createSecretMask(secrets: readonly string[]): SecretMask {
  const forms = formsOf(secrets.filter(isSought));

  const mask = (bytes: Buffer): Buffer => {
    // All are sought in the original: of secrets that overlap, none may leave an end behind.
    const found = forms.flatMap((form) => occurrences(bytes, form.bytes).map((at) => ({ at, form })));
    if (found.length === 0) return bytes;
    const masked = Buffer.from(bytes);
    const inOrder = found.sort((one, other) => one.form.bytes.length - other.form.bytes.length);
    for (const { at, form } of inOrder) form.placeholder.copy(masked, at);
    return masked;
  };

  const text = (original: string): string => {
    const bytes = Buffer.from(original);
    const masked = mask(bytes);
    return masked === bytes ? original : masked.toString('utf8');
  };

  const json = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(json);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [text(name), json(member)]));
  };

  return { bytes: mask, text, json };
}

function occurrences(bytes: Buffer, sought: SecretForm['bytes']): number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf(sought); at !== -1; at = bytes.indexOf(sought, at + 1)) found.push(at);
  return found;
}
