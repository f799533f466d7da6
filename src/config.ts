/** Flags and environment variables → one typed Config. The only place that knows their names. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { SnapshotCommand } from './snapshot-command.ts';

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
  /** Where recorded upstream calls are kept, one file each; undefined keeps them in memory. */
  recordings: string | undefined;
  /** Whether a language model fails where scripts do not say what it answers. */
  strictScripts: boolean;
  /** Whether texts such as `[[fault:status=503]]` in a request are obeyed. */
  magicFaults: boolean;
  /** How many tokens a second the built-in model streams; undefined for at once. */
  builtInPace: number | undefined;
  /** A file that accounts are filled from, YAML or JSON. */
  seed: string | undefined;
  /** What ids follow from, so that they repeat; undefined makes random ones. */
  seedIds: string | undefined;
  /** Names, besides this machine's own, that the emulator's own API answers to. */
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

export type Command =
  | { run: 'serve'; config: Config }
  | { run: 'snapshot'; snapshot: SnapshotCommand }
  | { run: 'help' }
  | { run: 'version' };

/** A flag or variable that cannot be used; the message is one line and names the choices. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

interface Option {
  flag: string;
  /** Shown in the help; a flag without a value has none. */
  value?: string;
  fallback?: string;
  help: string;
}

const OPTIONS: Option[] = [
  { flag: 'port', value: 'PORT', fallback: '8328', help: 'port to listen on; 0 lets the system choose' },
  { flag: 'host', value: 'HOST', fallback: '127.0.0.1', help: 'address to listen on' },
  { flag: 'data-dir', value: 'DIR', fallback: '.vectara-emulator', help: 'where accounts are kept' },
  { flag: 'ephemeral', help: 'keep everything in memory instead' },
  {
    flag: 'upstream',
    value: UPSTREAM_MODES.join('|'),
    fallback: 'live',
    help: 'call registered LLMs, simulate them, record their answers, or replay these',
  },
  {
    flag: 'recordings',
    value: 'DIR',
    help: 'where recorded answers are kept (default: recordings in the data folder)',
  },
  { flag: 'built-in-pace', value: 'TOKENS', help: 'stream answers of the built-in model at so many tokens a second' },
  { flag: 'seed', value: 'FILE', help: 'fill accounts from a seed, YAML or JSON' },
  { flag: 'seed-ids', value: 'TEXT', help: 'have ids follow from this text, so that they repeat' },
  { flag: 'strict-scripts', help: 'fail where scripts do not say what a language model answers' },
  { flag: 'magic-faults', help: 'obey texts like [[fault:status=503]] in queries and messages' },
  {
    flag: 'auth',
    value: AUTH_MODES.join('|'),
    fallback: 'open',
    help: 'take any key, or only the owner key, VECTARA_EMULATOR_API_KEY, and what it creates',
  },
  {
    flag: 'isolation',
    value: ISOLATION_MODES.join('|'),
    fallback: 'shared',
    help: 'unknown keys share one account, or each opens its own',
  },
  { flag: 'control-hosts', value: 'NAME,…', help: 'further names that /_emulator answers to' },
  { flag: 'control-token', value: 'TOKEN', help: 'what /_emulator asks of callers from other machines' },
  { flag: 'log-level', value: LOG_LEVELS.join('|'), fallback: 'info', help: 'what is logged, to standard error' },
  { flag: 'help', help: 'show this help' },
  { flag: 'version', help: 'show the version' },
];

/** A secret, so there is no flag for it: command lines are shown to every user of a machine. */
const OWNER_KEY = 'VECTARA_EMULATOR_API_KEY';

const variableOf = (flag: string) => `VECTARA_EMULATOR_${flag.toUpperCase().replaceAll('-', '_')}`;

/** Flags win over variables, variables over defaults. Throws ConfigError. */
export function readCommand(args: string[], environment: Record<string, string | undefined>): Command {
  if (args[0] === 'snapshot') return { run: 'snapshot', snapshot: readSnapshotCommand(args.slice(1), environment) };
  const flags = readFlags(args);
  if (flags.help) return { run: 'help' };
  if (flags.version) return { run: 'version' };
  const setting = (flag: string): Setting => {
    const variable = variableOf(flag);
    if (flags[flag]) return { from: `--${flag}`, text: String(flags[flag]) };
    return { from: variable, text: environment[variable] || OPTIONS.find((o) => o.flag === flag)?.fallback || '' };
  };
  const dataDir = readSwitch(setting('ephemeral')) ? undefined : setting('data-dir').text;
  return {
    run: 'serve',
    config: {
      port: readPort(setting('port')),
      host: setting('host').text,
      dataDir,
      upstream: readChoice(setting('upstream'), UPSTREAM_MODES),
      recordings: setting('recordings').text || (dataDir && join(dataDir, 'recordings')),
      seed: setting('seed').text || undefined,
      seedIds: setting('seed-ids').text || undefined,
      strictScripts: readSwitch(setting('strict-scripts')),
      magicFaults: readSwitch(setting('magic-faults')),
      builtInPace: readPositive(setting('built-in-pace')),
      auth: readChoice(setting('auth'), AUTH_MODES),
      isolation: readChoice(setting('isolation'), ISOLATION_MODES),
      apiKey: environment[OWNER_KEY]?.trim() || undefined,
      controlHosts: setting('control-hosts')
        .text.split(',')
        .map((name) => name.trim().toLowerCase())
        .filter(Boolean),
      controlToken: setting('control-token').text || undefined,
      logLevel: readChoice(setting('log-level'), LOG_LEVELS),
    },
  };
}

function readFlags(args: string[]): Record<string, string | boolean | undefined> {
  const options = Object.fromEntries(
    OPTIONS.map(({ flag, value }) => [flag, { type: value ? ('string' as const) : ('boolean' as const) }]),
  );
  try {
    const { values, positionals } = parseArgs({ args, options, strict: true, allowPositionals: true });
    if (positionals.length > 0) throw new ConfigError(`unexpected argument "${positionals[0]}". ${CHOICES}`);
    return values as Record<string, string | boolean | undefined>;
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const { code, message } = error as Error & { code?: string };
    const unknown = /'(-[^']*)'/.exec(message)?.[1];
    if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') throw new ConfigError(`unknown flag ${unknown}. ${CHOICES}`);
    throw new ConfigError(`${message.split('.')[0]}. ${CHOICES}`);
  }
}

const CHOICES = `Choose from ${OPTIONS.map(({ flag }) => `--${flag}`).join(' ')}.`;

function readSnapshotCommand(args: string[], environment: Record<string, string | undefined>): SnapshotCommand {
  const usage = 'use: snapshot save|load|delete NAME, or snapshot list, with [--url URL] [--account NAME].';
  let read: ReturnType<typeof parse>;
  const parse = () =>
    parseArgs({
      args,
      options: { url: { type: 'string' }, account: { type: 'string' } },
      strict: true,
      allowPositionals: true,
    });
  try {
    read = parse();
  } catch {
    throw new ConfigError(usage);
  }
  const [action, name, ...more] = read.positionals;
  const isKnown = action === 'save' || action === 'load' || action === 'delete' || action === 'list';
  if (!isKnown || more.length > 0 || (action === 'list') !== (name === undefined)) throw new ConfigError(usage);
  const port = environment[variableOf('port')] || OPTIONS.find(({ flag }) => flag === 'port')?.fallback;
  const { url = `http://127.0.0.1:${port}`, account } = read.values;
  if (!URL.canParse(url)) throw new ConfigError(`--url "${url}" should be an address like http://127.0.0.1:8328.`);
  return { action, name, url, account, controlToken: environment[variableOf('control-token')] || undefined };
}

/** A value as it was written, and the flag or variable it was written in. */
interface Setting {
  from: string;
  text: string;
}

function readPort({ from, text }: Setting): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new ConfigError(`${from} "${text}" should be a whole number from 0 to 65535.`);
}

function readPositive({ from, text }: Setting): number | undefined {
  if (text === '') return undefined;
  if (/^\d{1,6}(\.\d{1,3})?$/.test(text) && Number(text) > 0) return Number(text);
  throw new ConfigError(`${from} "${text}" should be a number above 0.`);
}

function readSwitch({ from, text }: Setting): boolean {
  const word = text.toLowerCase();
  if (['', 'false', '0', 'no'].includes(word)) return false;
  if (['true', '1', 'yes'].includes(word)) return true;
  throw new ConfigError(`${from} "${text}" should be true or false.`);
}

function readChoice<T extends string>({ from, text }: Setting, choices: readonly T[]): T {
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) throw new ConfigError(`${from} "${text}" should be one of ${choices.join(', ')}.`);
  return choice;
}

/** The text of --help. */
export function helpText(): string {
  const lines = OPTIONS.map(({ flag, value, fallback, help }) => {
    const left = `  --${flag}${value ? ` ${value}` : ''}`;
    const variable = ['help', 'version'].includes(flag) ? '' : `, ${variableOf(flag)}`;
    const notes = [fallback && `default ${fallback}`].filter(Boolean).join('; ');
    return `${left}\n      ${help}${notes ? ` (${notes})` : ''}${variable}`;
  });
  const snapshots =
    '  snapshot save|load|delete NAME, snapshot list  [--url URL] [--account NAME]\n      of a running server';
  return `vectara-emulator: a local server that speaks Vectara's v2 REST API\n\n${snapshots}\n${lines.join('\n')}\n`;
}
