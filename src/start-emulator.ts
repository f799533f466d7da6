/** Opens everything that an emulator is made of, listens, and closes it again. index.ts is the door for other people's code. */
import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { DEFAULT_ACCOUNT } from './accounts/account-name.ts';
import { type Accounts, openAccounts } from './accounts/accounts.ts';
import { buildApp } from './app.ts';
import { VECTARA_HOSTS } from './basics/vectara-hosts.ts';
import type { Config } from './config.ts';
import { openRecordings } from './emulator/recordings/recordings.ts';
import { openTraces } from './emulator/traces/otlp.ts';
import { marksOfCall, newOwnMark, OWN_CALL } from './http/own-calls.ts';
import { endWorks } from './http/request-deadline.ts';
import { createLog } from './log.ts';
import { createPlatformEncoder } from './retrieval/encoder/create-platform-encoder.ts';
import { type ConnectedEmulator, connectEmulator } from './testing/connect-emulator.ts';
import { requireKnownOptions } from './testing/known-options.ts';
import { identityFrom } from './tls/authority.ts';
import { listenSecurely } from './tls/listen-securely.ts';
import { openUpstream } from './upstream/network/open-upstream.ts';
import { readUpstreamHosts, readWebHosts } from './upstream/network/upstream-hosts.ts';
import { UpstreamError } from './upstream/upstream-error.ts';
import type { JobMode } from './v2/jobs/job-mode.ts';

export interface StartOptions extends Partial<Omit<Config, 'dataDir'>> {
  /** Where accounts are kept; left out, everything is in memory. */
  dataDir?: string;
  /** When jobs go on and documents become searchable: at once by default. */
  jobs?: JobMode;
  /** What `${NAME}` in the seed stands for, and, for names in `seedEnv`, in seeds that are sent; nothing by default. */
  environment?: Record<string, string | undefined>;
  /** A file that the log is added to instead of going to standard error. */
  logFile?: string;
  /** Milliseconds since 1970; the system's clock by default. */
  now?: () => number;
}

export interface Emulator {
  /** One that this machine can open, without a slash at its end. */
  url: string;
  port: number;
  /** Where TLS is served, if it is, and the certificate that clients are to trust. */
  tls?: { url: string; authority: string };
  /** The owner key, when it was made just now: in strict mode, at the first start, without `apiKey`. Not shown again. */
  ownerKey?: string;
  /** What only an emulator can do, for one account: scripts, faults, journal, seeds, snapshots, clock, reset … */
  account(name?: string): ConnectedEmulator;
  /** Stops accepting, lets requests finish for at most ten seconds, closes every database. */
  close(): Promise<void>;
}

/** A new owner key, of which only the digest is kept; undefined when there is one from an earlier start. */
function makeOwnerKey({ directory }: Accounts): string | undefined {
  if (directory.ownerKeyDigest()) return undefined;
  const key = `zut_${randomBytes(24).toString('hex')}`;
  directory.setOwnerKey(key);
  return key;
}

/** Nobody can open an address that stands for all of a machine's: loopback does for it. */
const ANY_ADDRESS: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' };

const KNOWN: Record<keyof StartOptions, true> = {
  port: true,
  host: true,
  dataDir: true,
  upstream: true,
  vectara: true,
  builtInPace: true,
  maxDocumentParts: true,
  replica: true,
  recordings: true,
  strictScripts: true,
  strictFields: true,
  magicFaults: true,
  seed: true,
  otlp: true,
  tls: true,
  graceMs: true,
  requestTimeoutMs: true,
  upstreamHosts: true,
  webHosts: true,
  largestAnswer: true,
  seedEnv: true,
  seedIds: true,
  corsOrigins: true,
  hosts: true,
  controlHosts: true,
  controlToken: true,
  auth: true,
  isolation: true,
  apiKey: true,
  logLevel: true,
  jobs: true,
  environment: true,
  logFile: true,
  now: true,
};

/** How long requests may go on after close() was called. */
const GRACE_MS = 10_000;
/** The last part of that: what still goes on is told to end, so that streams end with an error of their own. */
const ENDING_MS = 1500;
const SWEEP_MS = 50;
const LARGEST_ANSWER = 16 * 2 ** 20;

export async function startEmulator(options: StartOptions = {}): Promise<Emulator> {
  requireKnownOptions('startEmulator', options, KNOWN);
  const { port = 0, host = '127.0.0.1', dataDir, upstream = 'live', logLevel = 'silent', now = Date.now } = options;
  const { auth = 'open', isolation = 'shared', graceMs = GRACE_MS } = options;
  const { logger: log, problem: logProblem } = await createLog(logLevel, options.logFile);
  const identity = options.tls && identityFrom(options.tls.authority);
  const traces =
    options.otlp === undefined ? undefined : await openTraces(options.otlp, (message) => log.warn(message));
  const accounts = openAccounts(dataDir, now);
  const access = { auth, isolation, ownerKey: options.apiKey };
  const platformEncoder = createPlatformEncoder();
  const ownMark = newOwnMark();
  const network = openUpstream(upstream === 'simulate' ? 'simulate' : 'live', platformEncoder, {
    mark: () => ({ [OWN_CALL]: marksOfCall(ownMark) }),
    hosts: readUpstreamHosts(options.upstreamHosts ?? []),
    webHosts: readWebHosts(options.webHosts ?? []),
    largestAnswer: options.largestAnswer ?? LARGEST_ANSWER,
  });
  const release = async () => {
    await network.close();
    accounts.close();
    await traces?.close();
  };
  const listen = async () => {
    const { builtIn } = network;
    const recordings = openRecordings({
      inner: network.fetch,
      folder: options.recordings,
      mode: upstream === 'live' || upstream === 'simulate' ? 'off' : upstream,
      unanswerable: (reason) => new UpstreamError({ kind: 'unreachable', reason }),
      warn: (message) => log.warn(message),
      now,
    });
    const {
      strictScripts = false,
      strictFields = false,
      magicFaults = false,
      seed,
      seedEnv,
      seedIds,
      jobs: jobMode,
      environment = {},
    } = options;
    const named = [...(options.hosts ?? []), ...(options.controlHosts ?? []), host].map((name) => name.toLowerCase());
    const hosts = identity ? [...named, ...VECTARA_HOSTS] : named;
    const guard = { hosts, token: options.controlToken };
    const browsers = { origins: options.corsOrigins ?? [], hosts };
    const emulation = { guard, strictScripts, strictFields, magicFaults, seedEnv, seedIds, jobMode, environment };
    const { fetch } = recordings;
    const app = await buildApp({
      accounts,
      access,
      browsers,
      ownMark,
      fetch,
      simulated: upstream === 'simulate',
      recordings,
      vectara: options.vectara,
      ...emulation,
      builtIn,
      traces,
      builtInPace: options.builtInPace,
      maxDocumentParts: options.maxDocumentParts,
      replica: options.replica,
      platformEncoder,
      now,
      log,
      logProblem,
      requestTimeoutMs: options.requestTimeoutMs,
    });
    try {
      await app.ready();
      if (seed !== undefined) await app.startWithSeed(seed);
      await app.listen({ port, host });
      const refused = (reason: string) => log.warn({ reason }, 'a client broke off TLS; does it trust the authority?');
      const place = { port: options.tls?.port ?? 0, host };
      return { app, secure: identity && (await listenSecurely(app.server, identity, place, refused)) };
    } catch (error) {
      await app.close();
      throw error;
    }
  };
  const { app, secure } = await listen().catch(async (error) => {
    await release();
    throw error;
  });
  // Only now that nothing can go wrong any more: it is shown once.
  const madeKey = auth === 'strict' && options.apiKey === undefined ? makeOwnerKey(accounts) : undefined;

  const endUnusedConnections = trackUnusedConnections(app.server);
  const close = async () => {
    const ending = setTimeout(() => endWorks(app), graceMs - Math.min(ENDING_MS, graceMs / 4));
    const overdue = setTimeout(() => app.server.closeAllConnections(), graceMs);
    // A connection kept open after its last answer would hold up the end for as long as the client likes.
    const sweep = setInterval(() => {
      app.server.closeIdleConnections();
      endUnusedConnections();
    }, SWEEP_MS);
    await Promise.all([app.close(), secure?.close()]);
    clearInterval(sweep);
    clearTimeout(ending);
    clearTimeout(overdue);
    await release();
  };
  let closing: Promise<void> | undefined;
  const address = app.server.address() as AddressInfo;
  const name = ANY_ADDRESS[address.address] ?? (host.includes(':') ? `[${host}]` : host);
  const url = `http://${name}:${address.port}`;
  const { controlToken } = options;
  return {
    url,
    port: address.port,
    ...(secure && identity && { tls: { url: `https://localhost:${secure.port}`, authority: identity.authority } }),
    account: (name = DEFAULT_ACCOUNT) =>
      connectEmulator({ url, account: name, ...(controlToken ? { controlToken } : {}) }),
    ...(madeKey === undefined ? {} : { ownerKey: madeKey }),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

/**
 * Connections that have not sent a byte yet, such as a client's pool opens in advance. Node takes them for busy, so they
 * would hold up a server that closes. Answers with what ends them.
 */
function trackUnusedConnections(server: Server): () => void {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return () => {
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
  };
}
