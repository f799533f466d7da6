import type { FaultNote } from '../journal/notes.ts';
import type { CountedRule } from './account-faults.ts';
import type { ChosenFault, FaultSubject, RequestFaults } from './answer-faults.ts';
import { magicFaults } from './asked-faults.ts';
import type { Fault } from './fault-rule-schema.ts';
import { type AnswerFault, isToolFault, isUpstreamFault, type ToolFault, type UpstreamFault } from './fault-schema.ts';
import {
  type AskedTool,
  type AskedUpstream,
  asksModel,
  callMismatch,
  differs,
  type Mismatch,
  matchesAny,
  toolMismatch,
  upstreamMismatch,
} from './matches-where.ts';

/** The faults of one call, on both sides. */
export interface CallFaults extends RequestFaults {
  upstream(asked: AskedUpstream): ChosenFault<UpstreamFault> | undefined;
  tool(asked: AskedTool): ChosenFault<ToolFault> | undefined;
}

export type OwnFault = ChosenFault<Fault>;

export interface CallFaultsOptions {
  /** Of its account, in their order. */
  rules: readonly CountedRule[];
  /** What the call asks for itself; goes before any rule. */
  own: readonly Fault[];
  isMagic: boolean;
  /** The LLM of a generation preset, of the default one without a name. */
  llmOfPreset(name: string | undefined): string | undefined;
  note: ((note: FaultNote) => void) | undefined;
  random(): number;
}

const isAnswerFault = (fault: Fault): fault is AnswerFault => !isUpstreamFault(fault) && !isToolFault(fault);
const isStreamFault = ({ type }: Fault) => type === 'stream_cut' || type === 'stream_error';

/** Rules are looked at in their order, each once; those that must know the body make all after them wait for it. */
export function createCallFaults(subject: FaultSubject, options: CallFaultsOptions): CallFaults {
  const { isMagic, llmOfPreset, note, random } = options;
  const own: OwnFault[] = options.own.map((fault) => ({ id: 'header', fault, random }));
  const answerRules = options.rules.filter(({ rule }) => isAnswerFault(rule.fault));
  const upstreamRules = options.rules.filter(({ rule }) => isUpstreamFault(rule.fault));
  const toolRules = options.rules.filter(({ rule }) => isToolFault(rule.fault));
  const inPath = subject.params.corpus_key;
  const applied: string[] = [];
  let body: unknown;
  let isRead = false;
  let isDone = false;
  let next = 0;

  const corpora = () => (inPath === undefined ? corporaIn(body) : [inPath]);
  const needsBody = ({ where = {}, fault }: CountedRule['rule']) =>
    where.llm !== undefined || (where.corpus !== undefined && inPath === undefined) || isStreamFault(fault);

  const bodyMismatch = ({ where = {}, fault }: CountedRule['rule']): Mismatch => {
    const agents = texts(subject.params.agent_key);
    if (!isToolFault(fault) && !matchesAny(where.agent, agents)) return differs('agent', where.agent, agents);
    if (where.corpus !== undefined && !matchesAny(where.corpus, corpora()))
      return differs('corpus', where.corpus, corpora());
    if (where.llm !== undefined && !isUpstreamFault(fault)) {
      const llms = llmsIn(body, llmOfPreset);
      if (!matchesAny(where.llm, llms)) return differs('llm', where.llm, llms);
    }
    return isStreamFault(fault) && !isStreamed(body) ? `${fault.type} needs a streamed answer` : undefined;
  };

  const apply = <One extends Fault>(id: string, fault: One, draw: () => number): ChosenFault<One> => {
    if (!applied.includes(id)) applied.push(id);
    note?.({ kind: 'fault', id, fault: { ...fault } });
    return { id, fault, random: draw };
  };

  const choose = (): ChosenFault<AnswerFault> | undefined => {
    if (isDone) return undefined;
    const asked = own.find(({ fault }) => isAnswerFault(fault));
    if (asked && (isRead || !isStreamFault(asked.fault))) {
      isDone = true;
      if (isStreamFault(asked.fault) && !isStreamed(body)) return undefined;
      return apply(asked.id, asked.fault as AnswerFault, asked.random);
    }
    if (!isRead && (asked !== undefined || isMagic)) return undefined;
    for (; next < answerRules.length; next += 1) {
      const rule = answerRules[next]!;
      const ofCall = callMismatch(rule.rule.where ?? {}, subject);
      if (ofCall === undefined && !isRead && needsBody(rule.rule)) return undefined;
      const mismatch = ofCall ?? bodyMismatch(rule.rule);
      if (mismatch !== undefined) rule.missed(mismatch);
      if (mismatch !== undefined || !rule.fires()) continue;
      isDone = true;
      return apply(rule.id, rule.rule.fault as AnswerFault, rule.random);
    }
    return undefined;
  };

  return {
    applied,
    early: choose,
    late(parsed) {
      body = parsed;
      isRead = true;
      if (isMagic) {
        const asked = [...magicFaults(subject.query, 'query'), ...magicFaults(body, 'body')];
        own.push(...asked.map((fault) => ({ id: 'magic', fault, random })));
      }
      return choose();
    },
    upstream(asked) {
      const mine = own.find(({ fault }) => isUpstreamFault(fault));
      if (mine && asksModel(asked)) return apply(mine.id, mine.fault as UpstreamFault, mine.random);
      const hit = upstreamRules.find((one) => {
        const { where = {} } = one.rule;
        const mismatch = callMismatch(where, subject) ?? bodyMismatch(one.rule) ?? upstreamMismatch(where, asked);
        if (mismatch !== undefined) one.missed(mismatch);
        return mismatch === undefined && one.fires();
      });
      return hit && apply(hit.id, hit.rule.fault as UpstreamFault, hit.random);
    },
    tool(asked) {
      const mine = own.find(({ fault }) => isToolFault(fault));
      if (mine) return apply(mine.id, mine.fault as ToolFault, mine.random);
      const hit = toolRules.find((one) => {
        const { where = {} } = one.rule;
        const mismatch = callMismatch(where, subject) ?? toolMismatch(where, asked);
        if (mismatch !== undefined) one.missed(mismatch);
        return mismatch === undefined && one.fires();
      });
      return hit && apply(hit.id, hit.rule.fault as ToolFault, hit.random);
    },
  };
}

type Body = Record<string, unknown>;

const members = (value: unknown): Body => (typeof value === 'object' && value !== null ? (value as Body) : {});
const texts = (...values: unknown[]): string[] => values.filter((value) => typeof value === 'string');

/** The keys of the corpora a request asks. The body is not checked yet. */
export function corporaIn(body: unknown): string[] {
  const { search, corpora } = members(body);
  const { corpora: searched } = members(search);
  return [searched, corpora]
    .flat()
    .flatMap((one) => texts(one, members(one).corpus_key))
    .concat(texts(members(body).corpus_key));
}

/** The LLMs a request names, and the presets that stand for theirs; empty when it asks none. */
export function llmsIn(body: unknown, llmOfPreset: (name: string | undefined) => string | undefined): string[] {
  const { generation, model, llm_name: llm } = members(body);
  const named = texts(members(members(generation).model_parameters).llm_name, model, llm);
  if (named.length > 0 || generation === undefined) return named;
  const { generation_preset_name: preset, prompt_name: prompt } = members(generation);
  return texts(llmOfPreset(texts(preset, prompt)[0]));
}

export function isStreamed(body: unknown): boolean {
  const { stream_response: ours, stream } = members(body);
  return ours === true || stream === true;
}
