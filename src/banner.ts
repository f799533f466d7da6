import { networkInterfaces } from 'node:os';
import { resolve } from 'node:path';
import { styleText } from 'node:util';
import { VECTARA_HOSTS } from './basics/vectara-hosts.ts';
import type { Config } from './config.ts';
import type { Emulator } from './start-emulator.ts';

const UPSTREAMS: Record<Config['upstream'], string> = {
  live: 'live: registered LLMs are called at their own URI',
  simulate: 'simulate: no connection is opened, the built-in model answers',
  record: 'record: registered LLMs are called at their own URI, and their answers kept',
  replay: 'replay: recorded answers stand in for registered LLMs; no connection is opened',
  'record-missing': 'record-missing: recorded answers stand in for registered LLMs; what is missing is recorded',
};

/** What is printed once at start: where everything is, and blocks to paste; in colours on a terminal. */
export function banner(
  { url, port, tls, ownerKey }: Pick<Emulator, 'url' | 'port' | 'tls' | 'ownerKey'>,
  config: Config,
  stream: NodeJS.WriteStream,
): string {
  const bold = (text: string) => styleText('bold', text, { stream });
  const link = (text: string) => styleText('cyan', text, { stream });
  const data = config.dataDir === undefined ? 'in memory, gone at exit (--ephemeral)' : resolve(config.dataDir);
  const key = config.auth === 'open' ? 'any-key' : (ownerKey ?? '$VECTARA_EMULATOR_API_KEY');
  const quote = config.auth === 'open' ? "'" : '"'; // Only within double quotes a shell fills in the variable.
  const { controlToken } = config;
  // What follows # stays in the browser: no server, log or referrer sees it.
  const console = `${url}/console${controlToken === undefined ? '' : `#token=${encodeURIComponent(controlToken)}`}`;
  const rows = [
    ['API', link(url)],
    ...networkAddresses(config.host).map((address) => ['Network', link(`http://${address}:${port}`)]),
    ...(tls === undefined
      ? []
      : [
          ['TLS', `${link(tls.url)}; also as ${VECTARA_HOSTS.join(' and ')}, where these names lead here`],
          ['Trust', `${tls.authority}: NODE_EXTRA_CA_CERTS in Node, SSL_CERT_FILE in Python, --cacert in curl`],
        ]),
    ['Console', link(console)],
    ['Docs', link(`${url}/docs`)],
    ['Data', data],
    ['Upstream', UPSTREAMS[config.upstream]],
    ['Access', accessOf(config)],
    ...(controlToken === undefined
      ? []
      : [['Control', `from other machines /_emulator takes the header x-emulator-control-token: ${controlToken}`]]),
    ...(ownerKey === undefined ? [] : [['Owner key', `${ownerKey}  (made now and not shown again)`]]),
  ];
  return `
  ${bold('vectara-emulator')}

${rows.map(([left = '', right]) => `  ${left.padEnd(9)} ${right}\n`).join('')}
  curl          curl ${url}/v2/llms -H ${quote}x-api-key: ${key}${quote}
  Vectara SDK   Python      Vectara(api_key="${key}", environment=VectaraEnvironment(default="${url}", auth="${url}"))
                TypeScript  new VectaraClient({ apiKey: "${key}", environment: { default: "${url}", auth: "${url}" } })
  OpenAI SDK    Python      OpenAI(api_key="${key}", base_url="${url}/v2/llms")
                TypeScript  new OpenAI({ apiKey: "${key}", baseURL: "${url}/v2/llms" })

`;
}

/** Under which other machines reach a server that listens on all addresses; none where it listens on one. */
function networkAddresses(host: string): string[] {
  if (host !== '0.0.0.0' && host !== '::') return [];
  return Object.values(networkInterfaces())
    .flatMap((addresses = []) => addresses)
    .filter(({ family, internal }) => !internal && family === 'IPv4')
    .map(({ address }) => address);
}

function accessOf({ auth, isolation, apiKey }: Config): string {
  if (auth === 'strict') {
    return `strict: only ${apiKey ? 'the key in VECTARA_EMULATOR_API_KEY' : 'the owner key'} and what it creates`;
  }
  return isolation === 'key'
    ? 'open: any key is accepted and opens an account of its own'
    : 'open: any key is accepted, and all share one account';
}
