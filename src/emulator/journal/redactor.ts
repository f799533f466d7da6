/** Makes what an entry holds fit to show. Each entry gets its own, since it hides everywhere what it met as a secret anywhere. */
import { createRedaction } from '../../secrets/redaction.ts';
import { isSought, secretsOfHeader, secretsOfRequest } from '../../secrets/request-secrets.ts';
import {
  isAddress,
  isHeaders,
  isOpenAuthMember,
  isOpenHeader,
  isOpenParameter,
  isSecretMember,
} from '../../secrets/secret-names.ts';
import type { Content } from './entry.ts';

const MASK = '****';

export type Redactor = ReturnType<typeof createRedactor>;

export function createRedactor() {
  const secrets = new Set<string>();
  let redaction: ((text: string) => string) | undefined;

  const learn = (value: string) => {
    const bare = value.replace(/^[\w-]+\s+/, '');
    // An upstream may quote JSON inside JSON.
    for (const secret of [value, bare].flatMap((each) => [each, JSON.stringify(each).slice(1, -1)])) {
      if (!isSought(secret) || secrets.has(secret)) continue;
      secrets.add(secret);
      redaction = undefined;
    }
  };

  /** Everything inside is secret, but for members that `isOpen`. */
  const mask = (value: unknown, isOpen: (name: string) => boolean = () => false): unknown => {
    if (typeof value === 'string') {
      learn(value);
      return MASK;
    }
    if (Array.isArray(value)) return value.map((each) => mask(each));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [name, isOpen(name) ? json(each, name) : mask(each)]),
    );
  };

  /** Hides user names, passwords and the values of parameters. */
  const address = (text: string): string => {
    const url = URL.parse(text, 'http://relative.invalid');
    if (!url) return text;
    for (const part of [url.username, url.password]) if (part) learn(decodeURIComponent(part));
    if (url.username) url.username = MASK;
    if (url.password) url.password = MASK;
    return query(url.href.replace('http://relative.invalid', ''));
  };

  const query = (text: string): string => {
    const start = text.indexOf('?');
    if (start < 0) return text;
    const pairs = text.slice(start + 1).split('&');
    const shown = pairs.map((pair) => {
      const [name = '', ...rest] = pair.split('=');
      if (rest.length === 0 || isOpenParameter(name)) return pair;
      learn(decoded(rest.join('=')));
      return `${name}=${MASK}`;
    });
    return `${text.slice(0, start)}?${shown.join('&')}`;
  };

  /** A JSON value with its secrets masked by the names they stand under. */
  const json = (value: unknown, name = ''): unknown => {
    if (typeof value === 'bigint') return String(value);
    if (typeof value === 'string') {
      if (isSecretMember(name)) return mask(value);
      return isAddress(name) ? address(value) : value;
    }
    if (value === null || typeof value !== 'object') return value;
    if (name === 'auth') return mask(value, isOpenAuthMember);
    if (isHeaders(name)) return headers(value as Record<string, unknown>);
    if (isSecretMember(name)) return mask(value);
    if (Array.isArray(value)) return value.map((each) => json(each));
    return Object.fromEntries(Object.entries(value).map(([member, each]) => [member, json(each, member)]));
  };

  const headers = (given: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, isOpenHeader(name, value) ? value : mask(value)]),
    );

  const hide = (text: string): string => {
    if (secrets.size === 0) return text;
    redaction ??= createRedaction([...secrets]);
    return redaction(text);
  };

  return {
    learn,
    json,
    headers,
    address,
    /** The same for parameters of calls to the emulator itself, of which only those named like secrets are. */
    ownQuery: (text: string): string =>
      text.replace(/([^&=?]+)=([^&]*)/g, (pair, name, value) => {
        if (!isSecretMember(decoded(name)) && !/key$|code|signature/i.test(name)) return pair;
        if (name === 'page_key' || name.endsWith('corpus_key')) return pair;
        learn(decoded(value));
        return `${name}=${MASK}`;
      }),
    /** Text of any kind with every secret met so far taken out. */
    hide,
    /** The same for every string inside a value, names too. */
    hideIn(value: unknown): unknown {
      return secrets.size === 0 ? value : deep(value, hide);
    },
    /** Whether a text holds a secret that its pieces alone do not show. */
    spans: (pieces: readonly string[]): boolean => {
      const whole = pieces.join('');
      const hidden = hide(whole);
      return hidden !== whole && hidden !== pieces.map(hide).join('');
    },
  };
}

const deep = (value: unknown, change: (text: string) => string): unknown => {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((each) => deep(each, change));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [change(name), deep(each, change)]));
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
};

/** A redactor that knows every secret an entry came with or went upstream with. */
export function redactorOf({ headers, body, notes = [] }: Content): Redactor {
  const redactor = createRedactor();
  for (const credential of [headers['x-api-key'], headers.authorization].flat())
    if (credential) for (const secret of secretsOfHeader(credential)) redactor.learn(secret);
  redactor.json(body);
  for (const { note } of notes) {
    if ('secrets' in note) for (const secret of note.secrets) redactor.learn(secret);
    if (note.kind !== 'upstream') continue;
    const { url, request_headers } = note;
    redactor.address(url);
    for (const secret of secretsOfRequest({ headers: request_headers, url })) redactor.learn(secret);
  }
  return redactor;
}
