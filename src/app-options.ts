import type { FastifyBaseLogger } from 'fastify';
import type { Accounts } from './accounts/accounts.ts';
import type { EmulationOptions } from './emulation.ts';
import type { Recordings } from './emulator/recordings/recordings.ts';
import type { Traces } from './emulator/traces/otlp.ts';
import type { BrowserOptions } from './http/browsers.ts';
import type { Encoder } from './retrieval/encoder/encoder.ts';
import type { LanguageModel } from './upstream/language-model.ts';
import type { UpstreamFetch } from './upstream/network/upstream-fetch.ts';
import type { AccessOptions } from './v2/callers.ts';
import type { Schedule } from './v2/jobs/job-runner.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Fills the default account from a file, and every other one when it is first used. To be called when ready. */
    startWithSeed(file: string): Promise<void>;
  }
}

export interface AppOptions extends EmulationOptions {
  accounts: Accounts;
  /** How callers are told apart; the open mode with one account by default. */
  access?: AccessOptions;
  /** Which web pages are answered besides those of this machine; none by default. */
  browsers?: BrowserOptions;
  /** What calls over `fetch` bear, so that none is answered here; they bear nothing by default. */
  ownMark?: string;
  /** How registered LLMs and encoders are reached. */
  fetch: UpstreamFetch;
  /** Whether that goes nowhere: the built-in model answers. */
  simulated?: boolean;
  /** What of that is recorded; nothing by default. */
  recordings?: Recordings;
  /** The address of the Vectara that answers what is not emulated, and what API scripts leave to it; nobody by default. */
  vectara?: string | undefined;
  /** The model behind the platform's LLMs. */
  builtIn: LanguageModel;
  /** How many tokens a second it streams, where a request does not say; at once by default. */
  builtInPace?: number | undefined;
  /** How many parts a document may have; 250,000 by default. */
  maxDocumentParts?: number | undefined;
  /** What it is called among emulators behind one load balancer. */
  replica?: string | undefined;
  /** Where calls that are over go besides the journal. */
  traces?: Pick<Traces, 'take'> | undefined;
  /** Loads the platform's encoder, once. */
  platformEncoder?: () => Promise<Encoder>;
  /** When jobs go on, whatever accounts were told. */
  scheduleJobs?: Schedule;
  /** The system's time: milliseconds since 1970. */
  now: () => number;
  /** How long a request may take to come; two minutes by default. */
  requestTimeoutMs?: number | undefined;
  log: FastifyBaseLogger;
  /** Why its lines are lost, if they are. */
  logProblem?(): string | undefined;
}
