/** What each operation requires, and whether a caller has it. The data is the contract's (`x-required-roles`). */
import { CONTRACT_ROWS } from '../http/operation.ts';
import type { Roles } from './roles.ts';

/** Roles that are accepted; one is enough, and the lists already hold every role that includes another. */
export interface AccessRule {
  api: readonly string[];
  corpus: readonly string[];
  agent: readonly string[];
  /** Open to every known caller. */
  isBaseline: boolean;
}

/** What any caller may do, though the contract asks for a role (docs/behaviour/accounts.md, Roles). */
const BASELINE = new Set([
  'listCorpora',
  'listRerankers',
  'listLLMs',
  'listEncoders',
  'listGenerationPresets',
  'listTableExtractors',
  'listHallucinationCorrectors',
  'createApiKey',
  'listApiKeys',
  'getApiKey',
  'updateApiKey',
  'deleteApiKey',
  'createChatCompletion',
  'evaluateFactualConsistency',
  'correctHallucinations',
]);

/**
 * These name no corpus: a role on any is enough, and the answer is limited to what it shows
 * (docs/behaviour/accounts.md, Credentials).
 */
const ANY_CORPUS = new Set(['getQueryHistory', 'getQueryHistories']);

const RULES = new Map(
  Object.entries(CONTRACT_ROWS).map(([operationId, { roles }]): [string, AccessRule] => [
    operationId,
    { api: [], corpus: [], agent: [], ...roles, isBaseline: BASELINE.has(operationId) },
  ]),
);

/** Throws for an operation the contract does not know: every route that is not Vectara's must say so. */
export function accessRuleOf(operationId: string): AccessRule {
  const rule = RULES.get(operationId);
  if (!rule) throw new Error(`no roles are known for the operation ${operationId}`);
  return rule;
}

export const isAllowedEverywhere = (rule: AccessRule, { api_roles }: Roles): boolean =>
  rule.isBaseline || api_roles.some((role) => rule.api.includes(role));

/** Whether roles on single corpora suffice for all of `corpusKeys`. */
export const isAllowedOn = (rule: AccessRule, { corpus_roles }: Roles, corpusKeys: readonly string[]): boolean =>
  corpusKeys.length > 0 &&
  corpusKeys.every((key) =>
    corpus_roles.some(({ corpus_key, role }) => corpus_key === key && rule.corpus.includes(role)),
  );

/** Whether a role on single agents suffices: on the one that is named or, where none is, on any (docs/behaviour/agents.md, Roles). */
export const isAllowedOnAgent = (rule: AccessRule, { agent_roles }: Roles, agentKey: string | undefined): boolean =>
  agent_roles.some(
    ({ agent_key, role }) => rule.agent.includes(role) && (agentKey === undefined || agent_key === agentKey),
  );

export const isAllowedOnAny = (operationId: string, rule: AccessRule, { corpus_roles }: Roles): boolean =>
  ANY_CORPUS.has(operationId) && corpus_roles.some(({ role }) => rule.corpus.includes(role));

/** The corpora a caller may read, or `all`. */
export function readableCorpora({ api_roles, corpus_roles }: Roles): ReadonlySet<string> | 'all' {
  const rule = accessRuleOf('queryCorpus');
  if (api_roles.some((role) => rule.api.includes(role))) return 'all';
  return new Set(corpus_roles.filter(({ role }) => rule.corpus.includes(role)).map(({ corpus_key }) => corpus_key));
}
