/** Whether a rule can hold for anything at all as things are now. Rules may name what is made later, so this only tells. */
import { Type } from 'typebox';
import type { Account } from '../../accounts/account.ts';
import { didYouMean } from '../../basics/suggest.ts';
import { agentsOf } from '../../v2/agents/agents-repository.ts';
import { corporaOf } from '../../v2/corpora/corpora-repository.ts';
import { presetsOf } from '../../v2/generation-presets/generation-presets-repository.ts';
import { OPERATIONS } from '../../v2/index.ts';
import { llmsOf } from '../../v2/llms/llms-repository.ts';
import type { ApiScriptStatus } from '../api-scripts/api-script-schema.ts';
import type { FaultRule, FaultStatus } from '../faults/fault-rule-schema.ts';
import { matchesName } from '../faults/matches-where.ts';
import type { Script, ScriptStatus } from '../scripts/script-schema.ts';

export const canMatchFields = {
  can_match: Type.Boolean({ description: 'Whether it can hold for anything as things are now.' }),
  why_not: Type.Optional(Type.String({ description: 'What it names that is not there, or that it is used up.' })),
};

/** What an account has that a rule may name, and what the server does. */
export const nameableIn = (account: Account) => ({
  corpora: corporaOf(account).list(),
  llms: llmsOf(account).list(),
  presets: presetsOf(account).list(),
  agents: agentsOf(account)
    .list()
    .map(({ key }) => key),
  operations: OPERATIONS.map(({ id }) => id as string),
});
type Nameable = ReturnType<typeof nameableIn>;

export interface CanMatch {
  can_match: boolean;
  /** A sentence; undefined when it can. */
  why_not?: string;
}

const verdict = (reasons: readonly (string | undefined)[]): CanMatch => {
  const why_not = reasons.find((reason) => reason !== undefined);
  return why_not === undefined ? { can_match: true } : { can_match: false, why_not };
};

/** That none of the names wanted is one of those there are. */
function missing(
  condition: string,
  kind: string,
  wanted: string | readonly string[] | undefined,
  names: readonly string[],
) {
  if (wanted === undefined) return undefined;
  const list = [wanted].flat();
  if (list.some((one) => names.some((name) => matchesName(one, name)))) return undefined;
  const which = list.map((one) => `"${one}"`).join(' or ');
  return `${condition}: there is no ${kind} ${which} now.${didYouMean(list[0]!, names)}`;
}

const notEmulated = (
  condition: string,
  wanted: string | readonly string[] | undefined,
  operations: readonly string[],
) => missing(condition, 'emulated operation', wanted, operations);

export function faultCanMatch(
  rule: FaultRule & Partial<FaultStatus>,
  { corpora, llms, agents, operations }: Nameable,
): CanMatch {
  const { where = {}, when = {}, fault, times_fired = 0 } = rule;
  const isUpstream = fault.type.startsWith('upstream_');
  const names = llms.flatMap(({ id, name, model }) => (isUpstream ? [name, model] : [id, name]));
  const { times = Infinity, probability } = when;
  return verdict([
    times_fired >= times
      ? `when.times: it has fired ${times === 1 ? 'once' : `${times} times`}, as often as it may.`
      : undefined,
    probability === 0 ? 'when.probability: at 0 it never fires.' : undefined,
    notEmulated('where.operation', where.operation, operations),
    missing(
      'where.corpus',
      'corpus',
      where.corpus,
      corpora.map(({ key }) => key),
    ),
    missing('where.llm', 'LLM', where.llm, names),
    missing('where.agent', 'agent', where.agent, agents),
  ]);
}

/** States of scenarios come and go, so that only uses end for good. */
export function apiScriptCanMatch({
  times = Infinity,
  times_used,
  answers,
  exhausted,
}: Pick<ApiScriptStatus, 'times' | 'times_used' | 'answers' | 'exhausted'>): CanMatch {
  const most = exhausted === 'stop-matching' ? Math.min(times, answers?.length ?? times) : times;
  return verdict([times_used >= most ? usedUp(most) : undefined]);
}

const usedUp = (most: number) => `It has answered ${most === 1 ? 'once' : `${most} times`}, as often as it may.`;

export function scriptCanMatch(
  script: Script & Partial<ScriptStatus>,
  { llms, presets, agents, operations }: Nameable,
): CanMatch {
  const { match = {}, times = Infinity, times_used = 0, answers, exhausted } = script;
  const most = exhausted === 'stop-matching' ? Math.min(times, answers?.length ?? times) : times;
  return verdict([
    times_used >= most ? usedUp(most) : undefined,
    missing(
      'match.llm',
      'LLM',
      match.llm,
      llms.flatMap(({ id, name }) => [id, name]),
    ),
    missing(
      'match.model',
      'LLM with the model',
      match.model,
      llms.flatMap(({ name, model }) => [model, name]),
    ),
    missing(
      'match.preset',
      'generation preset',
      match.preset,
      presets.map(({ name }) => name),
    ),
    missing('match.agent', 'agent', match.agent, agents),
    notEmulated('match.operation', match.operation, operations),
  ]);
}
