/** Arguments and environment variables → a command. The only place that knows flags and variables by name. */
import { parseArgs } from 'node:util';
import { type Config, ConfigError, didYouMean, readConfig, type Setting } from './config.ts';
import type { DriftCommand } from './drift-command.ts';
import {
  DRIFT_OPTIONS,
  isAsking,
  MCP_OPTIONS,
  OPTIONS,
  type Option,
  OWNER_KEY,
  SNAPSHOT_OPTIONS,
  TRANSFER_OPTIONS,
  VECTARA_KEY,
  variableOf,
} from './flags.ts';
import type { SnapshotCommand } from './snapshot-command.ts';
import type { TransferCommand } from './transfer-command.ts';

export interface ServeCommand {
  run: 'serve';
  config: Config;
  /** What is written once the emulator answers, and removed when it ends. */
  readyFile: string | undefined;
}

/** Serves while another command runs: a program and its arguments, or one line for a shell. */
export interface ExecCommand extends Omit<ServeCommand, 'run'> {
  run: 'exec';
  command: string[];
}

/** Speaks to a running emulator, and starts one as it says where there is none. */
export interface McpCommand extends Omit<ServeCommand, 'run'> {
  run: 'mcp';
  /** Of one that must be running. */
  url: string | undefined;
  account: string | undefined;
}

export type Command =
  | ServeCommand
  | ExecCommand
  | McpCommand
  | { run: 'snapshot'; snapshot: SnapshotCommand }
  | { run: 'transfer'; transfer: TransferCommand }
  | { run: 'drift'; drift: DriftCommand }
  | { run: 'help' }
  | { run: 'version' };

type Environment = Readonly<Record<string, string | undefined>>;

/** Beside a command whatever is not said serves that command alone. */
const EXEC_FALLBACKS: Record<string, string> = { port: '0', 'data-dir': '', 'log-level': 'warn' };
/** As exec, but where programs look for an emulator. */
const MCP_FALLBACKS: Record<string, string> = { 'data-dir': '', 'log-level': 'warn' };

const COMMANDS = ['start', 'exec', 'snapshot', 'mcp', 'import', 'export', 'drift', 'help', 'version'];
const START_ELSEWHERE = ['dev', 'run', 'serve', 'server', 'up'];

/** Flags win over variables, variables over defaults. Throws ConfigError. */
export function readCommand(args: string[], environment: Environment): Command {
  const { own, command } = splitExec(args);
  const asked = asksFor(own);
  if (asked) return { run: asked };
  const first = tokensOf(own, OPTIONS).find(({ kind }) => kind === 'positional');
  const name = command ? 'exec' : first?.kind === 'positional' ? first.value : 'start';
  if (name === 'help' || name === 'version') return { run: name };
  checkVariables(environment);
  if (name === 'snapshot') {
    const rest = own.toSpliced(first!.index, 1);
    return { run: 'snapshot', snapshot: readSnapshotCommand(rest, environment) };
  }
  if (name === 'import' || name === 'export') {
    return { run: 'transfer', transfer: readTransfer(name, own.toSpliced(first!.index, 1), environment) };
  }
  if (name === 'drift') return { run: 'drift', drift: readDrift(own.toSpliced(first!.index, 1), environment) };
  const { flags, words } = readFlags(own, name === 'mcp' ? MCP_OPTIONS : OPTIONS);
  if (!COMMANDS.includes(name)) throw new ConfigError(unknownCommand(name));
  const extra = words[command ? 0 : 1];
  if (extra !== undefined) throw new ConfigError(`unexpected argument "${extra}" after ${name}. ${SEE_HELP}`);
  if (command?.length === 0) throw new ConfigError('exec needs a command: vectara-emulator exec [flags] -- npm test');

  const fallbacks = command ? EXEC_FALLBACKS : name === 'mcp' ? MCP_FALLBACKS : {};
  const setting = (flag: string): Setting => {
    const fallback = fallbacks[flag] ?? OPTIONS.find((option) => option.flag === flag)?.fallback;
    return flags.get(flag) ?? { from: variableOf(flag), text: variable(environment, flag) || fallback || '' };
  };
  const settings = { config: readConfig(setting), readyFile: setting('ready-file').text || undefined };
  if (name === 'mcp') {
    return { run: 'mcp', ...settings, url: readUrl(setting('url')), account: setting('account').text || undefined };
  }
  return command ? { run: 'exec', ...settings, command } : { run: 'serve', ...settings };
}

const SEE_HELP = 'See vectara-emulator --help.';

function unknownCommand(name: string): string {
  if (/^(true|false|yes|no|0|1)$/i.test(name))
    return `unexpected "${name}": a switch is written as --ephemeral=${name}.`;
  const near = START_ELSEWHERE.includes(name) ? '; did you mean start?' : didYouMean(name, COMMANDS);
  return `unknown command "${name}"${near || `; the commands are ${COMMANDS.join(', ')}.`} ${SEE_HELP}`;
}

/** Takes the command off that `exec` is to run: it begins with `--`, or with what is no flag of ours. */
function splitExec(args: string[]): { own: string[]; command?: string[] } {
  const word = tokensOf(args, OPTIONS).find(({ kind }) => kind !== 'option');
  if (word?.kind === 'option-terminator') {
    const command = args.slice(word.index + 1).join(' ') || 'npm test';
    throw new ConfigError(`what follows -- is run by exec: vectara-emulator exec -- ${command}`);
  }
  if (word?.kind !== 'positional' || word.value !== 'exec') return { own: args };
  const after = args.slice(word.index + 1);
  const end = tokensOf(after, OPTIONS).find(({ kind }) => kind !== 'option');
  const flags = after.slice(0, end?.index);
  const command = end === undefined ? [] : after.slice(end.index + (end.kind === 'option-terminator' ? 1 : 0));
  return { own: [...args.slice(0, word.index), ...flags], command };
}

/** Not strict, since its refusals are not ours; what it gives for that is refused here. */
const tokensOf = (args: string[], options: Option[]) =>
  parseArgs({
    args,
    options: Object.fromEntries(
      options.map(({ flag, short, value }) => [
        flag,
        { type: value ? ('string' as const) : ('boolean' as const), ...(short && { short }) },
      ]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens;

/** Asking for help wins over whatever else is wrong. */
function asksFor(args: string[]): 'help' | 'version' | undefined {
  const asked = tokensOf(args, OPTIONS).find((token) => token.kind === 'option' && isAsking(token.name));
  return asked?.kind === 'option' && !isLongWithOneDash(args[asked.index]!)
    ? (asked.name as 'help' | 'version')
    : undefined;
}

const isLongWithOneDash = (arg: string) => OPTIONS.some(({ flag }) => arg.replace(/=.*/, '') === `-${flag}`);

function readFlags(args: string[], options: Option[]) {
  const flags = new Map<string, Setting>();
  const words: string[] = [];
  for (const token of tokensOf(args, options)) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const written = args[token.index]!.replace(/=.*/s, '');
    if (isLongWithOneDash(written)) throw new ConfigError(`unknown flag ${written}; did you mean -${written}?`);
    const { rawName } = token;
    const negated = options.find(({ flag, value }) => !value && !isAsking(flag) && token.name === `no-${flag}`);
    const option = negated ?? options.find(({ flag }) => flag === token.name);
    if (!option) throw new ConfigError(unknownFlag(rawName, options));
    const from = `--${option.flag}`;
    if (!option.value) {
      flags.set(option.flag, { from, text: negated ? 'false' : (token.value ?? 'true') });
      continue;
    }
    // A short flag's value may follow it at once: -p8328, -p=8328.
    const text = (rawName.startsWith('--') ? token.value : token.value?.replace(/^=/, '')) ?? '';
    if (text === '' || text.startsWith('--')) throw new ConfigError(`${from} needs a value: ${from} ${option.value}`);
    flags.set(option.flag, { from, text });
  }
  return { flags, words };
}

function unknownFlag(name: string, options: Option[]): string {
  const plain = name.replace(/^-+/, '').toLowerCase();
  if (/^(api|owner)-?key$/.test(plain)) {
    return `there is no flag ${name}, since command lines are shown to every user of a machine; set ${variableOf(OWNER_KEY)}.`;
  }
  const alike = (one: string) => one.replaceAll(/[^a-z]/g, '') === plain.replaceAll(/[^a-z]/g, '');
  const known = options.find(({ flag, synonyms = [] }) => alike(flag) || synonyms.some(alike));
  if (known) return `unknown flag ${name}; did you mean --${known.flag}${known.value ? ` ${known.value}` : ''}?`;
  const near = didYouMean(
    plain,
    options.map(({ flag }) => flag),
  ).replace('mean ', 'mean --');
  return `unknown flag ${name}${near || `. ${SEE_HELP}`}`;
}

/** What a variable says, an empty one and what an orchestrator put there being nothing. */
function variable(environment: Environment, flag: string): string | undefined {
  const text = environment[variableOf(flag)]?.trim();
  // Kubernetes and Docker's links tell of a service called vectara-emulator so.
  return flag === 'port' && text?.startsWith('tcp://') ? undefined : text;
}

const OF_ORCHESTRATORS = /^VECTARA_EMULATOR_(SERVICE_(HOST|PORT)|PORT_\d+_(TCP|UDP)|NAME$|ENV_)/;

/** Refuses variables that would be ours if they were spelt right. */
function checkVariables(environment: Environment): void {
  const flags = [...OPTIONS, ...SNAPSHOT_OPTIONS].map(({ flag }) => flag).filter((flag) => !isAsking(flag));
  const known = [...new Set([...flags, OWNER_KEY].map(variableOf))];
  for (const name of Object.keys(environment)) {
    const [first = '', second = '', ...rest] = name.toUpperCase().split('_');
    const isOurs = first === 'VECTARA' && second.length > 5 && didYouMean(second, ['EMULATOR']) !== '';
    if (!isOurs || rest.length === 0 || known.includes(name) || OF_ORCHESTRATORS.test(name)) continue;
    const ends = known.map((variable) => variable.slice(PREFIX.length));
    const near = didYouMean(rest.join('_'), ends).replace('mean ', `mean ${PREFIX}`);
    throw new ConfigError(`unknown variable ${name}${near || `; there are ${known.join(', ')}.`}`);
  }
}

const PREFIX = variableOf('');

function readSnapshotCommand(args: string[], environment: Environment): SnapshotCommand {
  const { flags, words } = readFlags(args, SNAPSHOT_OPTIONS);
  const [action, name, ...more] = words;
  const isKnown = action === 'save' || action === 'load' || action === 'delete' || action === 'list';
  if (!isKnown || more.length > 0 || (action === 'list') !== (name === undefined)) {
    throw new ConfigError('use: snapshot save|load|delete NAME, or snapshot list, with [--url URL] [--account NAME].');
  }
  const said = flags.get('url') ?? { from: variableOf('url'), text: variable(environment, 'url') ?? '' };
  return {
    action,
    name,
    url: readUrl(said) ?? ofRunning(environment),
    account: flags.get('account')?.text ?? (variable(environment, 'account') || undefined),
    controlToken: variable(environment, 'control-token') || undefined,
  };
}

function readUrl({ from, text }: Setting): string | undefined {
  if (text === '' || (/^https?:\/\//.test(text) && URL.canParse(text))) return text || undefined;
  throw new ConfigError(`${from} "${text}" should be an address like http://127.0.0.1:8328.`);
}

/** The emulator of this machine that nobody has said anything else about. */
const ofRunning = (environment: Environment): string =>
  `http://127.0.0.1:${variable(environment, 'port') || OPTIONS.find(({ flag }) => flag === 'port')?.fallback}`;

function readTransfer(name: 'import' | 'export', args: string[], environment: Environment): TransferCommand {
  const { flags, words } = readFlags(args, TRANSFER_OPTIONS);
  const [file = 'seed.yaml', extra] = words;
  if (extra !== undefined) throw new ConfigError(`unexpected argument "${extra}" after ${file}. ${SEE_HELP}`);
  const text = name === 'import' ? 'https://api.vectara.io' : ofRunning(environment);
  const apiKey = environment[VECTARA_KEY]?.trim();
  if (name === 'import' && !apiKey)
    throw new ConfigError(`import needs a key that may read everything, in ${VECTARA_KEY}.`);
  const requests = flags.get('requests')?.text ?? '4';
  if (!/^[1-9]\d?$/.test(requests))
    throw new ConfigError(`--requests "${requests}" should be a whole number from 1 to 99.`);
  return {
    url: readUrl(flags.get('from') ?? { from: '--from', text })!,
    file,
    apiKey: apiKey || 'any',
    account: flags.get('account')?.text,
    requests: Number(requests),
    overwrite: flags.has('overwrite'),
  };
}

function readDrift(args: string[], environment: Environment): DriftCommand {
  const { flags, words } = readFlags(args, DRIFT_OPTIONS);
  if (words[0] !== undefined) throw new ConfigError(`unexpected argument "${words[0]}" after drift. ${SEE_HELP}`);
  const against = flags.get('against');
  if (against === undefined) throw new ConfigError('use: drift --against URL, with [--url URL] [--write] [--json].');
  return {
    emulator: readUrl(flags.get('url') ?? { from: '--url', text: ofRunning(environment) })!,
    emulatorKey: variable(environment, OWNER_KEY) || 'any',
    against: readUrl(against)!,
    apiKey: environment[VECTARA_KEY]?.trim() || 'any',
    writes: flags.get('write')?.text === 'true',
    asJson: flags.get('json')?.text === 'true',
  };
}
