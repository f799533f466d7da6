/** `${NAME}` in the values of a seed: what the environment says, kept out of everything that is shown. */
import { isSought } from '../../../secrets/request-secrets.ts';
import type { Step } from '../seed-invalid.ts';

export type Environment = Record<string, string | undefined>;

export interface Substituted {
  value: unknown;
  errors: { steps: Step[]; message: string }[];
  /** A text without anything that came from the environment. */
  redact(text: string): string;
}

/** Capitals only: `${vectaraQuery}` is a prompt template's own. */
const REFERENCE = /\$\$\{|\$\{([A-Z_][A-Z0-9_]*)(?::-([^}]*))?\}/g;

/** What paths, logs and listings show things by. */
const NAMES = ['key', 'name', 'id', 'username', 'email', 'filename', 'path'];

export function substituteEnvironment(given: unknown, environment: Environment): Substituted {
  const errors: Substituted['errors'] = [];
  const used = new Map<string, string>();

  function inText(text: string, steps: Step[]): string {
    return text.replace(REFERENCE, (reference: string, name: string | undefined, fallback: string | undefined) => {
      if (name === undefined) return '${';
      if (NAMES.includes(String(steps.at(-1))) && !steps.includes('metadata')) {
        errors.push({ steps, message: 'should not come from the environment: logs and listings show it.' });
      }
      const value = environment[name] ?? fallback;
      if (value === undefined)
        errors.push({ steps, message: `needs the environment variable ${name}, which is not set.` });
      else if (environment[name] !== undefined) used.set(value, reference);
      return value ?? '';
    });
  }

  function visit(value: unknown, steps: Step[]): unknown {
    if (typeof value === 'string') return inText(value, steps);
    if (Array.isArray(value)) return value.map((item, index) => visit(item, [...steps, index]));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, visit(member, [...steps, name])]));
  }

  const value = visit(given, []);
  const hidden = [...used]
    .flatMap(([text, reference]) => formsOf(text).map((form) => ({ form, reference })))
    .filter(({ form }) => isSought(form))
    .sort((a, b) => b.form.length - a.form.length);
  const redact = (text: string) => hidden.reduce((rest, { form, reference }) => rest.replaceAll(form, reference), text);
  return { value, errors, redact };
}

/** How a value can show up in a message. */
function formsOf(value: string): string[] {
  const url = URL.parse(value);
  const hosts = url?.host ? [url.host, url.hostname, url.password, url.username] : [];
  return [...new Set([value, value.trim(), JSON.stringify(value).slice(1, -1), encodeURIComponent(value), ...hosts])];
}
