/**
 * Vectara's API: every operation that is emulated. A resource may call those above it, never those below
 * (test/layering.test.ts).
 */
import type { Operation } from '../http/operation.ts';
import { agentEvents } from './agent-events/agent-events.ts';
import { agents } from './agents/agents.ts';
import { identity } from './agents/identity.ts';
import { secrets } from './agents/secrets.ts';
import { apiKeys } from './api-keys/api-keys.ts';
import { appClients } from './app-clients/app-clients.ts';
import { artifacts } from './artifacts/artifacts.ts';
import { chats } from './chats/chats.ts';
import { corpora } from './corpora/corpora.ts';
import { corpusAttributes } from './corpora/corpus-attributes.ts';
import { bulk } from './documents/bulk/bulk.ts';
import { documents } from './documents/documents.ts';
import { metadataQuery } from './documents/metadata-query/metadata-query.ts';
import { summarize } from './documents/summarize/summarize.ts';
import { upload } from './documents/upload/upload.ts';
import { encoders } from './encoders/encoders.ts';
import { evaluation } from './evaluation.ts';
import { generationPresets } from './generation-presets/generation-presets.ts';
import { glossaries } from './glossaries/glossaries.ts';
import { instructions } from './instructions/instructions.ts';
import { jobs } from './jobs/jobs.ts';
import { chatCompletions } from './llms/chat-completions/chat-completions.ts';
import { llms } from './llms/llms.ts';
import { queries } from './queries/queries.ts';
import { query } from './queries/query.ts';
import { rerankers } from './rerankers.ts';
import { sessions } from './sessions/sessions.ts';
import { tableExtractors } from './table-extractors.ts';
import { toolServers } from './tool-servers/tool-servers.ts';
import { tools } from './tools/tools.ts';
import { users } from './users/users.ts';

export const OPERATIONS: readonly Operation[] = [
  ...llms,
  ...chatCompletions,
  ...generationPresets,
  ...encoders,
  ...corpora,
  ...documents,
  ...summarize,
  ...upload,
  ...corpusAttributes,
  ...bulk,
  ...metadataQuery,
  ...jobs,
  ...query,
  ...queries,
  ...chats,
  ...rerankers,
  ...evaluation,
  ...tableExtractors,
  ...apiKeys,
  ...appClients,
  ...users,
  ...glossaries,
  ...tools,
  ...toolServers,
  ...instructions,
  ...agents,
  ...identity,
  ...secrets,
  ...sessions,
  ...agentEvents,
  ...artifacts,
];
