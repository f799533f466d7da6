import { resolve } from 'node:path';
import type { Config } from './config.ts';

/** What is printed once at start: where everything is, and blocks to paste. */
export function banner(url: string, config: Config): string {
  const data = config.dataDir === undefined ? 'in memory, gone at exit (--ephemeral)' : resolve(config.dataDir);
  const upstream =
    config.upstream === 'live'
      ? 'live: registered LLMs are called at their own URI'
      : 'simulate: no connection is opened, the built-in model answers';
  return `
  vectara-emulator

  API       ${url}
  Docs      ${url}/docs
  Data      ${data}
  Upstream  ${upstream}

  curl          curl ${url}/v2/llms -H 'x-api-key: any-key'
  Vectara SDK   Python      Vectara(api_key="any-key", environment=VectaraEnvironment(default="${url}", auth="${url}"))
                TypeScript  new VectaraClient({ apiKey: "any-key", environment: { default: "${url}", auth: "${url}" } })
  OpenAI SDK    Python      OpenAI(api_key="any-key", base_url="${url}/v2/llms")
                TypeScript  new OpenAI({ apiKey: "any-key", baseURL: "${url}/v2/llms" })

`;
}
