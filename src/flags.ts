/** Every flag with its variable, and the help that is made of them. */
import { styleText } from 'node:util';
import { AUTH_MODES, ISOLATION_MODES, LOG_LEVELS, UPSTREAM_MODES } from './config.ts';

export interface Option {
  flag: string;
  short?: string;
  /** Shown in the help; a switch has none. */
  value?: string;
  fallback?: string;
  help: string;
  /** What the same is called elsewhere. */
  synonyms?: string[];
}

const ASKING: Option[] = [
  { flag: 'help', short: 'h', help: 'show this help' },
  { flag: 'version', short: 'v', help: 'show the version' },
];

export const OPTIONS: Option[] = [
  {
    flag: 'port',
    short: 'p',
    value: 'PORT',
    fallback: '8328',
    help: 'port to listen on; 0 lets the system choose',
  },
  {
    flag: 'host',
    value: 'HOST',
    fallback: '127.0.0.1',
    help: 'address to listen on; 0.0.0.0 lets other machines in',
    synonyms: ['address', 'bind', 'hostname', 'listen', 'ip'],
  },
  {
    flag: 'data-dir',
    value: 'DIR',
    fallback: '.vectara-emulator',
    help: 'where accounts are kept',
    synonyms: ['data', 'db', 'dir', 'persist', 'persist-to', 'storage', 'state'],
  },
  { flag: 'ephemeral', help: 'keep everything in memory instead', synonyms: ['in-memory', 'memory', 'temp', 'tmp'] },
  {
    flag: 'upstream',
    value: 'MODE',
    fallback: 'live',
    help: `how registered LLMs are reached: ${UPSTREAM_MODES.join(', ')}`,
    synonyms: ['mock', 'mode', 'offline', 'simulate', 'record', 'replay'],
  },
  {
    flag: 'upstream-hosts',
    value: 'RULES',
    help: 'where upstreams may be: names, addresses, ranges, loopback, private, metadata; ! denies',
    synonyms: ['allow-hosts', 'deny-hosts', 'allowed-upstreams'],
  },
  {
    flag: 'web-hosts',
    value: 'RULES',
    help: 'where agents may fetch something besides this machine, in the same way',
    synonyms: ['allow-web', 'web'],
  },
  {
    flag: 'largest-answer',
    value: 'MEGABYTES',
    fallback: '16',
    help: 'what an answer of an upstream may have',
  },
  { flag: 'recordings', value: 'DIR', help: 'where recorded answers are kept (recordings in the data folder)' },
  { flag: 'built-in-pace', value: 'TOKENS', help: 'stream answers of the built-in model at so many tokens a second' },
  { flag: 'seed', value: 'FILE', help: 'fill accounts from a seed, YAML or JSON', synonyms: ['fixtures', 'import'] },
  {
    flag: 'tls',
    value: 'PORT',
    help: 'serve TLS too, for localhost and for Vectara’s hosts; how to trust it is printed',
    synonyms: ['https', 'ssl', 'tls-port', 'https-port'],
  },
  {
    flag: 'tls-authority',
    value: 'DIR',
    help: 'where the authority of its certificates is kept (.config/vectara-emulator in the home folder)',
  },
  {
    flag: 'otlp',
    value: 'URL',
    help: 'send each call as a trace to an OpenTelemetry collector, http://127.0.0.1:4318 say',
    synonyms: ['otel', 'opentelemetry', 'traces', 'tracing'],
  },
  {
    flag: 'request-timeout',
    value: 'SECONDS',
    fallback: '120',
    help: 'how long a request may take to come, its body included',
  },
  {
    flag: 'grace',
    value: 'SECONDS',
    fallback: '10',
    help: 'how long requests may go on after SIGTERM; streams end with an error just before',
    synonyms: ['grace-period', 'shutdown-timeout', 'stop-timeout'],
  },
  {
    flag: 'seed-env',
    value: 'NAMES',
    help: 'environment variables that seeds sent over HTTP may use, with commas between them',
  },
  { flag: 'seed-ids', value: 'TEXT', help: 'have ids follow from this text, so that they repeat' },
  {
    flag: 'vectara',
    value: 'URL',
    help: 'pass what is not emulated to the real Vectara with the caller’s credential',
  },
  { flag: 'strict-scripts', help: 'fail where scripts do not say what a model answers, or say what Vectara could not' },
  { flag: 'strict-fields', help: 'refuse members of requests that Vectara would ignore, misspelt ones say' },
  { flag: 'magic-faults', help: 'obey texts like [[fault:status=503]] in queries and messages' },
  {
    flag: 'max-document-parts',
    value: 'N',
    fallback: '250000',
    help: 'how many parts a document may have; more are a 413',
    synonyms: ['max-parts'],
  },
  { flag: 'replica', value: 'NAME', help: 'what it is called behind a load balancer: keys made here carry it' },
  {
    flag: 'auth',
    value: 'MODE',
    fallback: 'open',
    help: `take any key, or only the owner key and what it creates: ${AUTH_MODES.join(', ')}`,
  },
  {
    flag: 'isolation',
    value: 'MODE',
    fallback: 'shared',
    help: `unknown keys share one account, or each opens its own: ${ISOLATION_MODES.join(', ')}`,
    synonyms: ['isolate'],
  },
  {
    flag: 'cors-origins',
    value: 'ORIGIN,…',
    help: 'web pages that may call, besides those on localhost; * is any',
    synonyms: ['cors', 'allowed-origins', 'origins'],
  },
  {
    flag: 'hosts',
    value: 'NAME,…',
    help: 'further names that the emulator answers to; any but for /_emulator when --host lets others in',
    synonyms: ['allowed-hosts'],
  },
  { flag: 'control-hosts', value: 'NAME,…', help: 'the same, by its earlier name' },
  {
    flag: 'control-token',
    value: 'TOKEN',
    help: 'what /_emulator asks of other machines (made at start when --host lets them in)',
    synonyms: ['token'],
  },
  {
    flag: 'ready-file',
    value: 'FILE',
    help: 'JSON with url, pid, account and control: there as long as the emulator answers',
    synonyms: ['pid-file', 'pidfile', 'wait'],
  },
  {
    flag: 'log-level',
    value: 'LEVEL',
    fallback: 'info',
    help: `what is logged, to standard error: ${LOG_LEVELS.join(', ')}`,
    synonyms: ['debug', 'log', 'loglevel', 'quiet', 'silent', 'verbose'],
  },
  ...ASKING,
];

/** Which emulator, and what of it, for commands that speak to a running one. */
const TARGET: Option[] = [
  { flag: 'url', value: 'URL', help: 'of the running emulator (http://127.0.0.1 with the port)' },
  { flag: 'account', value: 'NAME', help: 'whose snapshots they are, and what tools act on (default)' },
];

export const SNAPSHOT_OPTIONS: Option[] = [...TARGET, ...ASKING];
/** It starts an emulator where none runs. */
export const MCP_OPTIONS: Option[] = [...TARGET, ...OPTIONS];

/** Of `import` and `export`. */
export const TRANSFER_OPTIONS: Option[] = [
  {
    flag: 'from',
    value: 'URL',
    help: 'where the account is (import: https://api.vectara.io, export: the running emulator)',
  },
  { flag: 'account', value: 'NAME', help: 'which account of an emulator it is (that of the key)' },
  {
    flag: 'requests',
    value: 'N',
    fallback: '4',
    help: 'how many requests are made at a time',
    synonyms: ['concurrency'],
  },
  { flag: 'overwrite', help: 'replace a seed that is there', synonyms: ['force'] },
  ...ASKING,
];

export const DRIFT_OPTIONS: Option[] = [
  { flag: 'against', value: 'URL', help: 'what the running emulator is compared with, https://api.vectara.io say' },
  { flag: 'url', value: 'URL', help: 'of the emulator (http://127.0.0.1 with the port)' },
  { flag: 'write', help: 'also make a corpus at both, fill and ask it, and delete it' },
  { flag: 'json', help: 'tell the differences as JSON' },
  ...ASKING,
];

/** What `import`, `export` and `drift` call with; a secret like the owner key. */
export const VECTARA_KEY = 'VECTARA_API_KEY';

/** A secret, so there is no flag for it: command lines are shown to every user of a machine. */
export const OWNER_KEY = 'api-key';

export const variableOf = (flag: string) => `VECTARA_EMULATOR_${flag.toUpperCase().replaceAll('-', '_')}`;
export const isAsking = (flag: string) => flag === 'help' || flag === 'version';

const USAGES = [
  ['vectara-emulator [start] [flags]', 'serve until stopped'],
  ['vectara-emulator exec [flags] -- CMD …', 'serve while CMD runs, then end as it ended'],
  ['vectara-emulator snapshot save|load|delete NAME', 'of a running emulator'],
  ['vectara-emulator snapshot list', 'what there is to load'],
  ['vectara-emulator mcp [flags]', 'tools for coding agents, over standard input and output'],
  ['vectara-emulator import|export [SEED.yaml]', 'an account as a seed: Vectara’s, an emulator’s'],
  ['vectara-emulator drift --against URL', 'where Vectara answers otherwise'],
] as const;

/** The text of --help, in two columns; headings are bold on a terminal. */
export function helpText(version: string, stream: NodeJS.WriteStream): string {
  const heading = (text: string) => styleText('bold', text, { stream });
  const usage = USAGES.map(([left, right]) => `  ${left.padEnd(48)} ${right}`);
  const list = (options: Option[]) =>
    options.map(({ flag, short, value, fallback, help }) => {
      const left = `${short ? `-${short}, ` : '    '}--${flag}${value ? ` ${value}` : ''}`;
      return `  ${left.padEnd(28)} ${help}${fallback ? ` (${fallback})` : ''}`;
    });
  return [
    `vectara-emulator ${version}: a local server that speaks Vectara's v2 REST API`,
    '',
    heading('Usage'),
    ...usage,
    '',
    heading('Flags'),
    ...list(OPTIONS),
    '',
    heading('Flags of snapshot and mcp'),
    ...list(TARGET),
    '',
    heading('Flags of import and export'),
    ...list(TRANSFER_OPTIONS.filter(({ flag }) => !isAsking(flag))),
    '',
    heading('Flags of drift'),
    ...list(DRIFT_OPTIONS.filter(({ flag }) => !isAsking(flag))),
    '',
    heading('Variables'),
    `  Each flag is one too: --data-dir is ${variableOf('data-dir')}, --ephemeral is ${variableOf('ephemeral')}=true.`,
    `  ${variableOf(OWNER_KEY)} is the owner key of --auth strict. A flag wins over a variable.`,
    `  ${VECTARA_KEY} is the key that import, export and drift call with.`,
    '',
    heading('For CMD'),
    '  exec sets VECTARA_BASE_URL, VECTARA_API_KEY and OPENAI_BASE_URL. It uses a free port and keeps everything in',
    '  memory, unless --port or --data-dir says otherwise.',
    '',
    heading('For coding agents'),
    '  mcp goes to the emulator that --url, --ready-file or --port leads to. Where none answers it starts one, in memory',
    '  unless --data-dir says otherwise, which ends with it.',
    '',
  ].join('\n');
}
