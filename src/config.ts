/** How an emulator is set up, and what each setting may be. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { suggest } from './basics/suggest.ts';
import { originOf } from './http/names.ts';
import { readUpstreamHosts } from './upstream/network/upstream-hosts.ts';

export const UPSTREAM_MODES = ['live', 'simulate', 'record', 'replay', 'record-missing'] as const;
export const AUTH_MODES = ['open', 'strict'] as const;
export const ISOLATION_MODES = ['shared', 'key'] as const;
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export interface Config {
  /** 0 lets the system choose. */
  port: number;
  host: string;
  /** Where accounts are kept; undefined keeps them in memory. */
  dataDir: string | undefined;
  upstream: (typeof UPSTREAM_MODES)[number];
  /** The address of the Vectara that answers what is not emulated; undefined for nobody. */
  vectara: string | undefined;
  /** Where recorded upstream calls are kept, one file each; undefined keeps them in memory. */
  recordings: string | undefined;
  /** Whether a language model fails where scripts do not say what it answers. */
  strictScripts: boolean;
  /** Whether members of requests that Vectara would ignore, misspelt ones say, are refused. */
  strictFields: boolean;
  /** Whether texts such as `[[fault:status=503]]` in a request are obeyed. */
  magicFaults: boolean;
  /** How many tokens a second the built-in model streams; undefined for at once. */
  builtInPace: number | undefined;
  /** How many parts a document may have. */
  maxDocumentParts: number;
  /** What it is called among emulators behind one load balancer: keys that are made here carry it. */
  replica: string | undefined;
  /** Serves TLS on a port of its own besides, 0 for a free one, with certificates of an authority that the folder keeps. */
  tls: { port: number; authority: string } | undefined;
  /** Where an OpenTelemetry collector takes traces over HTTP; undefined sends none. */
  otlp: string | undefined;
  /** A file that accounts are filled from, YAML or JSON. */
  seed: string | undefined;
  /** Milliseconds until all of a request has to have come. */
  requestTimeoutMs: number;
  /** Milliseconds that requests may go on after the emulator was told to stop. */
  graceMs: number;
  /** Where upstreams may be; anywhere when empty (`readUpstreamHosts`). */
  upstreamHosts: string[];
  /** Where agents may fetch something, besides this machine (`readWebHosts`). */
  webHosts: string[];
  /** Bytes that an upstream's answer may have. */
  largestAnswer: number;
  /** Environment variables that seeds sent over HTTP may use. */
  seedEnv: string[];
  /** What ids follow from, so that they repeat; undefined makes random ones. */
  seedIds: string | undefined;
  /** Origins whose pages are answered, as `https://app.example`, besides those on loopback; `*` is any. */
  corsOrigins: string[];
  /** Names, besides this machine's own, that the emulator answers to. */
  hosts: string[];
  /** More of them: the earlier name of `hosts`. */
  controlHosts: string[];
  /** What callers from other machines have to send to the emulator's own API; undefined keeps them out. */
  controlToken: string | undefined;
  /** Whether a credential that nobody made here is let in as an owner. */
  auth: (typeof AUTH_MODES)[number];
  /** Whether such a credential shares the account `default` or opens one of its own. */
  isolation: (typeof ISOLATION_MODES)[number];
  /** The key that owns the account `default`; undefined in strict mode: one is made at the first start. */
  apiKey: string | undefined;
  logLevel: (typeof LOG_LEVELS)[number];
}

/** A flag or variable that cannot be used; the message is one line and says what can. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** A value as it was written, and the flag or variable it was written in. Empty when it was not. */
export interface Setting {
  from: string;
  text: string;
}

/** `setting` finds the value of a flag, its default included. Throws ConfigError. */
export function readConfig(setting: (flag: string) => Setting): Config {
  const dataDir = readSwitch(setting('ephemeral')) ? undefined : setting('data-dir').text || undefined;
  return {
    port: readPort(setting('port')),
    host: readHost(setting('host')),
    dataDir,
    upstream: readChoice(setting('upstream'), UPSTREAM_MODES),
    vectara: readAddress(setting('vectara')),
    recordings: setting('recordings').text || (dataDir && join(dataDir, 'recordings')),
    seed: setting('seed').text || undefined,
    tls: readTls(setting('tls'), setting('tls-authority')),
    otlp: readCollector(setting('otlp')),
    upstreamHosts: readHostRules(setting('upstream-hosts')),
    webHosts: readHostRules(setting('web-hosts')),
    largestAnswer: readMegabytes(setting('largest-answer')) * 2 ** 20,
    requestTimeoutMs: readSeconds(setting('request-timeout')) * 1000,
    graceMs: readSeconds(setting('grace')) * 1000,
    seedEnv: readVariables(setting('seed-env')),
    seedIds: setting('seed-ids').text || undefined,
    strictScripts: readSwitch(setting('strict-scripts')),
    strictFields: readSwitch(setting('strict-fields')),
    magicFaults: readSwitch(setting('magic-faults')),
    builtInPace: readPositive(setting('built-in-pace')),
    maxDocumentParts: readCount(setting('max-document-parts')),
    replica: readReplica(setting('replica')),
    auth: readChoice(setting('auth'), AUTH_MODES),
    isolation: readChoice(setting('isolation'), ISOLATION_MODES),
    apiKey: readSecret(setting('api-key')),
    corsOrigins: readOrigins(setting('cors-origins')),
    hosts: readNames(setting('hosts')),
    controlHosts: readNames(setting('control-hosts')),
    controlToken: readSecret(setting('control-token')),
    logLevel: readChoice(setting('log-level'), LOG_LEVELS),
  };
}

function readPort({ from, text }: Setting): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new ConfigError(`${from} "${text}" should be a whole number from 0 to 65535.`);
}

function readAddress({ from, text }: Setting): string | undefined {
  if (text === '') return undefined;
  const url = URL.parse(text);
  const isPlain = url && !url.username && !url.password && !url.search && !url.hash;
  if (isPlain && /^https?:$/.test(url.protocol)) return text;
  throw new ConfigError(`${from} "${text.slice(0, 200)}" should be an address such as https://api.vectara.io.`);
}

function readPositive({ from, text }: Setting): number | undefined {
  if (text === '') return undefined;
  if (/^\d{1,6}(\.\d{1,3})?$/.test(text) && Number(text) > 0) return Number(text);
  throw new ConfigError(`${from} "${text}" should be a number above 0.`);
}

function readTls(port: Setting, { text }: Setting): Config['tls'] {
  if (port.text === '') return undefined;
  return { port: readPort(port), authority: text || join(homedir(), '.config', 'vectara-emulator') };
}

function readCollector({ from, text }: Setting): string | undefined {
  if (text === '') return undefined;
  const { protocol = '', username, password } = URL.parse(text) ?? {};
  if (/^https?:$/.test(protocol) && !username && !password) return text;
  throw new ConfigError(
    `${from} should be an address such as http://127.0.0.1:4318; credentials go into OTEL_EXPORTER_OTLP_HEADERS.`,
  );
}

function readReplica({ from, text }: Setting): string | undefined {
  if (text === '') return undefined;
  if (/^[a-z][a-z0-9]{0,15}$/.test(text)) return text;
  throw new ConfigError(`${from} "${text}" should be a lower-case letter and up to 15 more letters and digits.`);
}

function readCount({ from, text }: Setting): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new ConfigError(`${from} "${text}" should be a whole number above 0.`);
}

function readSeconds({ from, text }: Setting): number {
  if (/^\d{1,5}(\.\d{1,3})?$/.test(text)) return Number(text);
  throw new ConfigError(`${from} "${text}" should be a number of seconds such as 10.`);
}

/** Whether it is one of this machine's is known when it is listened on. */
function readHost({ from, text }: Setting): string {
  const host = text.replace(/^\[(.*)\]$/, '$1');
  if (/^[\w.-]+$|^[0-9a-f.]*:[0-9a-f.:]*:[0-9a-f.:]*(%\w+)?$/i.test(host)) return host;
  throw new ConfigError(`${from} "${text}" should be an address or a name such as 127.0.0.1; the port is --port.`);
}

function readNames({ from, text }: Setting): string[] {
  const names = text.split(',').map((name) => name.trim().toLowerCase());
  const wrong = names.find((name) => !/^[\w.-]*$/.test(name));
  if (wrong === undefined) return names.filter(Boolean);
  throw new ConfigError(`${from} "${wrong}" should be names such as vectara, with commas between them and no port.`);
}

function readMegabytes({ from, text }: Setting): number {
  if (/^\d{1,6}$/.test(text) && Number(text) > 0) return Number(text);
  throw new ConfigError(`${from} "${text}" should be a whole number of megabytes such as 16.`);
}

function readHostRules({ from, text }: Setting): string[] {
  const rules = text
    .split(',')
    .map((rule) => rule.trim())
    .filter(Boolean);
  for (const rule of rules) {
    try {
      readUpstreamHosts([rule]);
    } catch (error) {
      throw new ConfigError(`${from} "${rule}" ${(error as Error).message}.`);
    }
  }
  return rules;
}

function readVariables({ from, text }: Setting): string[] {
  const names = text.split(',').map((name) => name.trim());
  const wrong = names.find((name) => !/^([A-Z_][A-Z0-9_]*)?$/.test(name));
  if (wrong === undefined) return names.filter(Boolean);
  throw new ConfigError(`${from} "${wrong}" should be names such as OPENAI_API_KEY, with commas between them.`);
}

function readOrigins({ from, text }: Setting): string[] {
  const list = text.split(',').map((origin) => origin.trim());
  return list.filter(Boolean).map((origin) => {
    const known = originOf(origin);
    if (known !== undefined) return known;
    throw new ConfigError(
      `${from} "${origin}" should be origins such as https://app.example, with commas between them, or *.`,
    );
  });
}

/** The message does not repeat it. */
function readSecret({ from, text }: Setting): string | undefined {
  if (/^[\x21-\x7e]*$/.test(text)) return text || undefined;
  throw new ConfigError(`${from} should be ASCII without spaces: it is sent as a header.`);
}

export function readSwitch({ from, text }: Setting): boolean {
  const word = text.toLowerCase();
  if (['', 'false', '0', 'no'].includes(word)) return false;
  if (['true', '1', 'yes'].includes(word)) return true;
  throw new ConfigError(`${from} "${text}" should be true or false.`);
}

function readChoice<T extends string>({ from, text }: Setting, choices: readonly T[]): T {
  const choice = choices.find((candidate) => candidate === text);
  if (choice !== undefined) return choice;
  throw new ConfigError(`${from} "${text}" should be one of ${choices.join(', ')}${didYouMean(text, choices) || '.'}`);
}

/** The end of a sentence that says what is nearest; empty when nothing is near. */
export function didYouMean(word: string, names: readonly string[]): string {
  const [nearest] = suggest(word, names);
  return nearest === undefined ? '' : `; did you mean ${nearest}?`;
}
