/** What stands in front of what: an own LLM takes the place of the platform's of the same name. */
import type { Llm } from '../../../v2/llms/llms-schema.ts';

/** The own LLM that is meant by the name of this platform LLM. */
export const shadowOf = (llm: Llm, all: readonly Llm[]): Llm | undefined =>
  llm.ownership === 'platform'
    ? all.find(({ ownership, name }) => ownership === 'customer' && name === llm.name)
    : undefined;

/** The platform LLM whose name means this one. */
export const shadowedBy = (llm: Llm, all: readonly Llm[]): Llm | undefined =>
  llm.ownership === 'customer'
    ? all.find(({ ownership, name }) => ownership === 'platform' && name === llm.name)
    : undefined;
