/** Everything that goes wrong on purpose, of all accounts. */
import { type Account, type PerAccount, perAccount } from '../../accounts/account.ts';
import type { StandIn } from '../../agent-loop/tools/stand-in.ts';
import { seededRandom } from '../../basics/seeded-random.ts';
import type { Call, CurrentCall } from '../../calls/call.ts';
import type { Provenance } from '../../calls/provenance.ts';
import type { LanguageModel } from '../../upstream/language-model.ts';
import type { UpstreamFetch } from '../../upstream/network/upstream-fetch.ts';
import { type AccountFaults, createAccountFaults, type FaultStore } from './account-faults.ts';
import type { FaultSource, FaultSubject } from './answer-faults.ts';
import { parseFaults } from './asked-faults.ts';
import { type CallFaults, createCallFaults } from './call-faults.ts';
import { faultyTools } from './faulty-tools.ts';
import type { AskedUpstream } from './matches-where.ts';
import { faultyFetch, faultyModel } from './upstream-faults.ts';

export interface FaultsOptions {
  storeOf: PerAccount<FaultStore>;
  /** Whether accounts obey texts such as `[[fault:status=503]]` until told otherwise. */
  magic: boolean;
  currentCall: CurrentCall;
  /** The LLM of a generation preset, of the default one without a name. */
  llmOfPreset(account: Account, name: string | undefined): string | undefined;
}

export interface Faults {
  of: PerAccount<AccountFaults>;
  /** For `registerFaults`. */
  source: FaultSource;
  /** Calls that fail where a fault says so. `llmName`: the LLM that is asked, if one is. */
  fetch(inner: UpstreamFetch, llmName?: string): UpstreamFetch;
  /** A platform LLM, failing like a registered one. */
  model(inner: LanguageModel, llmName: string, provenance: Provenance): LanguageModel;
  /** Tools that fail where a fault says so, whoever answers in their place otherwise. */
  tools(inner: StandIn): StandIn;
}

const HEADER = 'x-emulator-fault';

export function createFaults({ storeOf, magic, currentCall, llmOfPreset }: FaultsOptions): Faults {
  const of = perAccount((account) => createAccountFaults(storeOf(account), magic));
  /** For what requests themselves ask for. */
  const randomOf = perAccount(() => seededRandom(0));
  const opened = new WeakMap<Call, CallFaults>();

  const open = (subject: FaultSubject, call: Call | undefined): CallFaults | undefined => {
    if (call?.bypass?.has('faults')) return undefined;
    const { account, headers } = subject;
    const { rules, magic: isMagic } = of(account);
    const asked = headers[HEADER]?.toString();
    if (rules.length === 0 && asked === undefined && !isMagic) return undefined;
    const own = asked === undefined ? [] : parseFaults(asked, `header.${HEADER}`);
    const faults = createCallFaults(subject, {
      rules,
      own,
      isMagic,
      llmOfPreset: (name) => llmOfPreset(account, name),
      note: call?.note,
      random: randomOf(account),
    });
    if (call) opened.set(call, faults);
    return faults;
  };

  /** Calls outside of a call of the API, a job's say, do not fail. */
  const upstream = (asked: AskedUpstream) => {
    const call = currentCall.get();
    return call && opened.get(call)?.upstream(asked);
  };

  return {
    of,
    source: { open: (subject) => open(subject, currentCall.get()) },
    fetch: (inner, llmName) =>
      faultyFetch(inner, ({ url, dialect, model }) =>
        upstream({ llms: [llmName, model].filter((name) => name !== undefined), host: URL.parse(url)?.host, dialect }),
      ),
    tools: (inner) =>
      faultyTools(inner, (asked) => {
        const call = currentCall.get();
        return call && opened.get(call)?.tool(asked);
      }),
    model: (inner, llmName, provenance) =>
      faultyModel(inner, () => upstream({ llms: [llmName], host: undefined, dialect: 'built-in' }), provenance),
  };
}
