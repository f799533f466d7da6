import { type LlmAuth, type LlmType, maskAuth } from '../../upstream/llm-auth.ts';
import { shownUri } from '../../upstream/network/connection-errors.ts';
import type { UpstreamSettings } from '../../upstream/upstream-settings.ts';
import type { Capabilities, Llm } from './llms-schema.ts';

/** An LLM as it is stored, secrets included. */
export interface LlmRecord {
  id: string;
  name: string;
  description: string;
  enabled: boolean;
  default: boolean;
  ownership: 'platform' | 'customer';
  type: LlmType;
  model: string;
  /** Absent for platform LLMs and for Anthropic at its own address. */
  uri?: string;
  headers: Record<string, string>;
  auth?: LlmAuth;
  idleTimeoutSeconds?: number;
  capabilities: Capabilities;
  /** Counts the changes, so that nothing cached for an older configuration is used. */
  revision: number;
}

/**
 * Stored form to wire form: secrets masked, connection details only for the customer's own (docs/behaviour/llms.md, The
 * LLM object).
 */
export function toLlm(record: LlmRecord, prompts?: Llm['prompts']): Llm {
  const { id, name, description, enabled, ownership, type, model, capabilities } = record;
  const shared = { id, name, description, enabled, default: record.default, capabilities, ownership, type, model };
  if (ownership === 'platform') return { ...shared, prompts };
  return {
    ...shared,
    uri: record.uri === undefined ? undefined : shownUri(record.uri),
    headers: record.headers,
    idle_timeout_seconds: record.idleTimeoutSeconds,
    auth: record.auth && maskAuth(record.auth),
  };
}

/** Stored form to what an upstream adapter needs. */
export function toUpstreamSettings(record: LlmRecord, accountKey: string): UpstreamSettings {
  const { type, model, uri, headers, auth, idleTimeoutSeconds, capabilities } = record;
  return {
    type,
    model,
    uri,
    headers,
    auth,
    idleTimeoutSeconds,
    requiresRoleAlternation: capabilities.requires_role_alternation,
    cacheKey: `${accountKey}/${record.id}/${record.revision}`,
  };
}

/** Whether an LLM refuses messages that do not alternate (docs/behaviour/prompts.md, From template to messages). */
export const asksForTurns = ({ name, ownership }: Pick<LlmRecord, 'name' | 'ownership'>): boolean =>
  ownership === 'platform' && name === 'mockingbird-2.0';

/** Whether neighbouring messages of one role are merged for an LLM (docs/behaviour/llms.md, Upstream requests). */
export const mergesTurns = (llm: LlmRecord): boolean =>
  llm.ownership === 'customer' && llm.capabilities.requires_role_alternation;
