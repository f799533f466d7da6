/** The library face: an emulator inside your own process, for tests. */
import type { AddressInfo } from 'node:net';
import { openAccounts } from './accounts/accounts.ts';
import { buildApp } from './app.ts';
import type { Config } from './config.ts';
import { trackUnusedConnections } from './http/unused-connections.ts';
import { createLog } from './log.ts';
import { createPlatformEncoder } from './retrieval/encoder/create-platform-encoder.ts';
import { openUpstream } from './upstream/open-upstream.ts';

export interface StartOptions extends Partial<Omit<Config, 'dataDir'>> {
  /** Where accounts are kept; left out, everything is in memory. */
  dataDir?: string;
  /** Milliseconds since 1970; the system's clock by default. */
  now?: () => number;
}

export interface Emulator {
  /** Without a slash at its end. */
  url: string;
  port: number;
  /** Stops accepting, lets requests finish for at most ten seconds, closes every database. */
  close(): Promise<void>;
}

/** How long requests may go on after close() was called, in milliseconds. */
const GRACE_MS = 10_000;
const SWEEP_MS = 50;

/**
 * Starts an emulator: by default on a free port of 127.0.0.1, in memory, calling registered LLMs for real, silent.
 * Several can run in one process; none shares anything with another. Throws when the port is taken or the data unusable.
 */
export async function startEmulator(options: StartOptions = {}): Promise<Emulator> {
  const { port = 0, host = '127.0.0.1', dataDir, upstream = 'live', logLevel = 'silent', now = Date.now } = options;
  const log = await createLog(logLevel);
  const accounts = openAccounts(dataDir);
  const platformEncoder = createPlatformEncoder();
  const network = openUpstream(upstream, platformEncoder);
  const release = async () => {
    await network.close();
    accounts.close();
  };
  const listen = async () => {
    const { fetch, builtIn } = network;
    const app = await buildApp({ accounts, fetch, builtIn, platformEncoder, now, log });
    await app.listen({ port, host });
    return app;
  };
  const app = await listen().catch(async (error) => {
    await release();
    throw error;
  });

  const endUnusedConnections = trackUnusedConnections(app.server);
  const close = async () => {
    const overdue = setTimeout(() => app.server.closeAllConnections(), GRACE_MS);
    // A connection kept open after its last answer would hold up the end for as long as the client likes.
    const sweep = setInterval(() => {
      app.server.closeIdleConnections();
      endUnusedConnections();
    }, SWEEP_MS);
    await app.close();
    clearInterval(sweep);
    clearTimeout(overdue);
    await release();
  };
  let closing: Promise<void> | undefined;
  const address = app.server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    port: address.port,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
