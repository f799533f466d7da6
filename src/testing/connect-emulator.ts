/** The emulator's own API as typed methods, over HTTP: for tests in any runner, in any process. */
import type { Static } from 'typebox';
import { DEFAULT_ACCOUNT } from '../accounts/account-name.ts';
import type { ApiScript, ApiScriptStatus } from '../emulator/api-scripts/api-script-schema.ts';
import type {
  ApiScriptVerdicts,
  ExplainApiScripts,
  ScenarioState,
} from '../emulator/api-scripts/api-scripts-schema.ts';
import type { FaultRule, FaultStatus } from '../emulator/faults/fault-rule-schema.ts';
import type { RenderPromptRequest, RenderPromptResponse } from '../emulator/prompts/prompts-schema.ts';
import type { UnusedRules } from '../emulator/rules/unused-schema.ts';
import type { Script, ScriptStatus } from '../emulator/scripts/script-schema.ts';
import type { Seed } from '../emulator/seeds/seed-schema.ts';
import type { Snapshot } from '../emulator/state/snapshots-schema.ts';
import type { EmulatorState } from '../emulator/state/state-schema.ts';
import type { JobMode, ShownJobMode } from '../v2/jobs/job-mode.ts';
import { type AgentEventsOptions, listAgentEvents, type SessionOfEvents } from './agent-events.ts';
import { createControlCall } from './control-call.ts';
import { journalClient, listLlmCalls } from './journal-client.ts';
import { requireKnownOptions } from './known-options.ts';
import { recordingsClient } from './recordings-client.ts';

export interface ConnectOptions {
  /** Of a running emulator, like `http://127.0.0.1:8328`. */
  url: string;
  /** The account that everything is about; without it the one of the key, or `default`. */
  account?: string;
  /** What calls to Vectara's API are sent with. */
  apiKey?: string;
  /** What an emulator on another machine asks for. */
  controlToken?: string;
  fetch?: typeof fetch;
}

const KNOWN: Record<keyof ConnectOptions, true> = {
  url: true,
  account: true,
  apiKey: true,
  controlToken: true,
  fetch: true,
};

/** Faults that never fired, scripts that never answered, and LLM calls that no script answered. */
export type Unused = UnusedRules;

export interface ClockState {
  now: string;
  frozen: boolean;
  offset_ms: number;
}

export type ConnectedEmulator = ReturnType<typeof connectEmulator>;

/**
 * Takes `url` as an argument of its own too. Sends nothing yet. Methods throw EmulatorRefused when the emulator does not do
 * what they ask.
 */
export function connectEmulator(target: string | ConnectOptions, options: Omit<ConnectOptions, 'url'> = {}) {
  const given = typeof target === 'string' ? { ...options, url: target } : target;
  const { account, apiKey, controlToken, fetch = globalThis.fetch } = given;
  requireKnownOptions('connectEmulator', given, KNOWN);
  const url = given.url.replace(/\/+$/, '');
  const headers: Record<string, string> = {};
  if (apiKey !== undefined) headers['x-api-key'] = apiKey;
  if (account !== undefined) headers['x-emulator-account'] = account;
  const ofControl = controlToken === undefined ? headers : { ...headers, 'x-emulator-control-token': controlToken };
  const call = createControlCall({ url, headers: ofControl, fetch });
  // Where only an account is named any key will do. What a test looks at is neither in its journal nor struck by its faults.
  const anyone = { 'x-api-key': 'any', 'x-emulator-account': account ?? DEFAULT_ACCOUNT };
  const aside = { ...ofControl, ...(apiKey === undefined && anyone), 'x-emulator-bypass': 'journal,faults' };
  const callVectara = createControlCall({ url, headers: aside, fetch }, '/v2');
  const journal = journalClient(call);
  const changeClock = (change: object) => call<ClockState>('POST', '/clock', { body: change });
  const accountName = async () => (await call<{ name: string }>('GET', '/account')).name;

  return {
    /** Without a slash at its end. */
    url,
    /** For calls to Vectara's API, so that they reach the account: its name and the key, as far as they are given. */
    headers,
    /** The name of the account. */
    account: accountName,
    /** Back to the seed, or, without one, to nothing. Snapshots stay. */
    reset: (to?: 'seed' | 'empty') =>
      call<{ account: string; reset_to: 'seed' | 'empty' }>('POST', '/reset', { body: to ? { to } : {} }),
    /** Fills the account from a seed: YAML or JSON text, or an object. */
    seed: (seed: string | Static<typeof Seed>) =>
      call<{ created: string[]; updated: string[]; unchanged: number }>('POST', '/seed', { body: seed }),

    /** What language models say. The first that matches wins. */
    scripts: {
      add: (script: Script) => call<ScriptStatus>('POST', '/scripts', { body: script }),
      list: async () => (await call<{ scripts: ScriptStatus[] }>('GET', '/scripts')).scripts,
      delete: (id: string) => call<void>('DELETE', `/scripts/${encodeURIComponent(id)}`),
      clear: () => call<void>('DELETE', '/scripts'),
    },
    /** What operations of the API answer, emulated or not. The first that matches wins. */
    apiScripts: {
      add: (script: ApiScript) => call<ApiScriptStatus>('POST', '/api-scripts', { body: script }),
      list: async () => (await call<{ api_scripts: ApiScriptStatus[] }>('GET', '/api-scripts')).api_scripts,
      delete: (id: string) => call<void>('DELETE', `/api-scripts/${encodeURIComponent(id)}`),
      clear: () => call<void>('DELETE', '/api-scripts'),
      /** Which would answer a call, and why the others would not. */
      explain: (asked: ExplainApiScripts) => call<ApiScriptVerdicts>('POST', '/api-scripts/explain', { body: asked }),
      /** The state of each scenario. */
      scenarios: async () => (await call<{ scenarios: ScenarioState[] }>('GET', '/api-scripts/scenarios')).scenarios,
      setState: (scenario: string, state: string) =>
        call<ScenarioState>('PUT', `/api-scripts/scenarios/${encodeURIComponent(scenario)}`, { body: { state } }),
      /** Every script begins with its first use, every scenario with its first state. */
      resetCounters: () => call<unknown>('POST', '/api-scripts/reset-counters', { body: {} }),
    },
    /** What goes wrong. The first that fires wins. */
    faults: {
      add: (rule: FaultRule) => call<FaultStatus>('POST', '/faults', { body: rule }),
      list: async () => (await call<{ faults: FaultStatus[] }>('GET', '/faults')).faults,
      delete: (id: string) => call<void>('DELETE', `/faults/${encodeURIComponent(id)}`),
      clear: () => call<void>('DELETE', '/faults'),
    },
    /** What of them was never used, and LLM calls that no script answered, each with the reason. */
    unused: () => call<Unused>('GET', '/unused'),
    /**
     * Throws unless every fault has fired, every script has answered, and, where there are scripts, every LLM call was
     * answered by one; says of each why it did not match.
     */
    assertUsed: async (): Promise<void> => {
      await call('POST', '/unused/assert', { body: {} });
    },
    /** One clock for all accounts of the emulator. Times in ISO 8601 or milliseconds since 1970. */
    clock: {
      get: () => call<ClockState>('GET', '/clock'),
      set: (time: string | number) => changeClock({ set: time }),
      /** By a duration like PT5M, or milliseconds. */
      advance: (duration: string | number) => changeClock({ advance: duration }),
      freeze: () => changeClock({ frozen: true }),
      unfreeze: () => changeClock({ frozen: false }),
      reset: () => call<void>('DELETE', '/clock'),
    },
    snapshots: {
      /** Replaces one of this name. */
      save: (name: string) => call<Static<typeof Snapshot>>('POST', '/snapshots', { body: { name, overwrite: true } }),
      load: (name: string) =>
        call<Static<typeof Snapshot>>('POST', `/snapshots/${encodeURIComponent(name)}/load`, { body: {} }),
      list: async () => (await call<{ snapshots: Static<typeof Snapshot>[] }>('GET', '/snapshots')).snapshots,
      delete: (name: string) => call<void>('DELETE', `/snapshots/${encodeURIComponent(name)}`),
    },
    jobs: {
      /** When jobs go on and documents become searchable; without an argument, how it is now. */
      mode: (mode?: JobMode) => call<ShownJobMode>(mode ? 'PUT' : 'GET', '/jobs/mode', mode && { body: mode }),
      /** So many steps of what waits, in order of arrival: a document becomes searchable, or a job goes on. */
      advance: (steps = 1) =>
        call<{ taken: number; waiting: boolean; pending_documents: number }>('POST', '/jobs/advance', {
          body: { steps },
        }),
    },
    recordings: recordingsClient(call),
    journal,
    llmCalls: () => listLlmCalls(journal),
    /** What happened in an agent's session, oldest first: what is kept of it, as the API lists it. */
    agentEvents: (session: SessionOfEvents, options?: AgentEventsOptions) =>
      listAgentEvents(callVectara, session, options),

    /** All that is switched on: faults, scripts, recordings, a moved clock, held jobs and documents. */
    state: () => call<EmulatorState>('GET', '/state'),
    /** What a prompt template renders to for a query, or where it is wrong; no model is asked. */
    renderPrompt: (request: RenderPromptRequest) =>
      call<RenderPromptResponse>('POST', '/prompts/render', { body: request }),

    /** Deletes the account with all it holds; the next call to it finds a new one. */
    deleteAccount: async () => call<void>('DELETE', `/accounts/${encodeURIComponent(await accountName())}`),
  };
}
