import type { Redactor } from '../redaction/redactor.ts';

const SECRET_IN_TEXT =
  /("(?:[^"\\]*[_-])?(?:token|secret|password|api[_-]?key|access[_-]?key|key_json)"\s*:\s*)"(?:[^"\\]|\\.)*"?/gi;

/** JSON text as JSON with its secrets masked; what cannot be read as JSON, since it was cut say, as text. */
export function describeText(text: string, { json, hide }: Redactor): unknown {
  try {
    return json(JSON.parse(text));
  } catch {
    return hide(text.replace(SECRET_IN_TEXT, '$1"****"'));
  }
}

/** A number of milliseconds as it is shown. */
export const ms = (value: number): number => Math.round(value * 1000) / 1000;
