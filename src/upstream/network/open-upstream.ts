import { createPlatformEncoder } from '../../retrieval/encoder/create-platform-encoder.ts';
import { createBuiltInModel } from '../built-in/built-in-model.ts';
import type { LanguageModel } from '../language-model.ts';
import type { createMcpConnections } from '../mcp/mcp-connections.ts';
import { createSimulatedFetch } from '../simulate/simulated-fetch.ts';
import { createUndiciFetch, type NetworkOptions } from './undici-fetch.ts';
import type { UpstreamFetch } from './upstream-fetch.ts';
import type { UpstreamHosts } from './upstream-hosts.ts';

export interface Upstream {
  fetch: UpstreamFetch;
  builtIn: LanguageModel;
  close(): Promise<void>;
}

/**
 * The way out: `live` to the network, `simulate` to the built-in model and `platformEncoder` in the providers' place.
 */
export function openUpstream(
  mode: 'live' | 'simulate',
  platformEncoder = createPlatformEncoder(),
  { webHosts, ...network }: NetworkOptions & { webHosts?: UpstreamHosts | undefined } = {},
): Upstream {
  const builtIn = createBuiltInModel();
  if (mode === 'simulate') {
    const simulated = createSimulatedFetch(builtIn, platformEncoder);
    const { fetch, close } = createUndiciFetch(network);
    // Vectara is nobody's provider, and asked only where somebody said so.
    return { builtIn, fetch: (request) => (request.dialect === 'vectara' ? fetch : simulated)(request), close };
  }
  const { fetch, close } = createUndiciFetch(network);
  const ofAgents = { ...network, hosts: webHosts };
  const web = {
    checked: createUndiciFetch(ofAgents),
    unchecked: createUndiciFetch({ ...ofAgents, anyCertificate: true }),
  };
  let tools: Promise<ReturnType<typeof createMcpConnections>> | undefined;
  return {
    builtIn,
    async fetch(request) {
      if (request.web) return web[request.web.anyCertificate ? 'unchecked' : 'checked'].fetch(request);
      if (request.dialect !== 'mcp') return fetch(request);
      tools ??= import('../mcp/mcp-connections.ts').then((mcp) => mcp.createMcpConnections(fetch));
      return (await tools).exchange(request);
    },
    async close() {
      (await tools)?.close();
      await Promise.all([close(), web.checked.close(), web.unchecked.close()]);
    },
  };
}
