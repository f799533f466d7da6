import { ambiguousLlm, invalidArgument } from '../../../errors.ts';
import type { LlmRecord } from '../llm-record.ts';
import type { LlmsRepository } from '../llms-repository.ts';
import { type Resolution, resolveLlm } from './resolve-llm.ts';

/** The LLM a request means by a name or id. */
export const findLlmByName = (repository: LlmsRepository, name: string): Resolution<LlmRecord> => {
  const llms = repository.list();
  const byId = llms.find(({ id }) => id === name);
  return byId ? { found: byId } : resolveLlm(llms, name);
};

/** The same, refusing with a 400 on `field` what is unknown or ambiguous. */
export function requireLlm(repository: LlmsRepository, name: string, field: string): LlmRecord {
  const llm = findLlmByName(repository, name);
  if (!llm) throw invalidArgument(`LLM '${name}' was not found.`, field);
  if ('ambiguous' in llm) throw ambiguousLlm(name, llm.ambiguous, field);
  return llm.found;
}

/** The same, refusing what is disabled too. */
export function requireEnabledLlm(repository: LlmsRepository, name: string, field: string): LlmRecord {
  const llm = requireLlm(repository, name, field);
  if (!llm.enabled) throw invalidArgument(`LLM '${llm.name}' is disabled.`, field);
  return llm;
}
