import { isSought } from './request-secrets.ts';
import { formsOf } from './secret-forms.ts';

/**
 * Replaces every secret in a text by `****`, in whatever form an upstream may quote it: as it is, with its blanks made
 * one, in JSON, URL-encoded, HTML-escaped, in hexadecimal, or in base64 at any alignment.
 */
export const redact = (text: string, secrets: readonly string[]): string => createRedaction(secrets)(text);

/** The same for many texts. */
export function createRedaction(secrets: readonly string[]): (text: string) => string {
  const forms = formsOf(secrets.filter(isSought))
    .map(({ bytes }) => bytes.toString())
    .filter((form) => !form.includes('\ufffd'))
    .sort((one, other) => other.length - one.length);
  const patterns = forms.filter((form) => /[<>"']|&(?!\w+;|#)/.test(form)).map(htmlPattern);
  return (text) => [...patterns, ...forms].reduce<string>((redacted, form) => redacted.replaceAll(form, '****'), text);
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
