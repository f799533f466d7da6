import { resolve } from 'node:path';
import type { Config } from './config.ts';

const UPSTREAMS: Record<Config['upstream'], string> = {
  live: 'live: registered LLMs are called at their own URI',
  simulate: 'simulate: no connection is opened, the built-in model answers',
  record: 'record: registered LLMs are called at their own URI, and their answers kept',
  replay: 'replay: recorded answers stand in for registered LLMs; no connection is opened',
  'record-missing': 'record-missing: recorded answers stand in for registered LLMs; what is missing is recorded',
};

/** What is printed once at start: where everything is, and blocks to paste. */
export function banner(url: string, config: Config, ownerKey?: string): string {
  const data = config.dataDir === undefined ? 'in memory, gone at exit (--ephemeral)' : resolve(config.dataDir);
  const upstream = UPSTREAMS[config.upstream];
  const key = config.auth === 'open' ? 'any-key' : (ownerKey ?? '$VECTARA_EMULATOR_API_KEY');
  const quote = config.auth === 'open' ? "'" : '"'; // Only within double quotes a shell fills in the variable.
  return `
  vectara-emulator

  API       ${url}
  Console   ${url}/console
  Docs      ${url}/docs
  Data      ${data}
  Upstream  ${upstream}
  Access    ${accessOf(config)}
${ownerKey === undefined ? '' : `  Owner key ${ownerKey}  (made now and not shown again)\n`}
  curl          curl ${url}/v2/llms -H ${quote}x-api-key: ${key}${quote}
  Vectara SDK   Python      Vectara(api_key="${key}", environment=VectaraEnvironment(default="${url}", auth="${url}"))
                TypeScript  new VectaraClient({ apiKey: "${key}", environment: { default: "${url}", auth: "${url}" } })
  OpenAI SDK    Python      OpenAI(api_key="${key}", base_url="${url}/v2/llms")
                TypeScript  new OpenAI({ apiKey: "${key}", baseURL: "${url}/v2/llms" })

`;
}

function accessOf({ auth, isolation, apiKey }: Config): string {
  if (auth === 'strict') {
    return `strict: only ${apiKey ? 'the key in VECTARA_EMULATOR_API_KEY' : 'the owner key'} and what it creates`;
  }
  return isolation === 'key'
    ? 'open: any key is accepted and opens an account of its own'
    : 'open: any key is accepted, and all share one account';
}
