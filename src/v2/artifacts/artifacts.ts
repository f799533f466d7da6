/** Files of agents' sessions. They are made by uploads and by tools. */
import type { Account } from '../../accounts/account.ts';
import { pageOf, readPagePosition } from '../../http/lists.ts';
import { JsonPieces, operation } from '../../http/operation.ts';
import { agentsOf } from '../agents/agents-repository.ts';
import { AgentKey } from '../agents/agents-schema.ts';
import { type StoredSession, sessionsOf } from '../sessions/sessions-repository.ts';
import { SessionKey } from '../sessions/sessions-schema.ts';
import { type Artifact, artifactsOf } from './artifacts-repository.ts';
import * as schema from './artifacts-schema.ts';
import { toReference } from './uploads.ts';

const path = { agent_key: AgentKey, session_key: SessionKey };

/** Throws the API's 404. */
function sessionAt(account: Account, { agent_key, session_key }: { agent_key: string; session_key: string }) {
  agentsOf(account).get(agent_key);
  return sessionsOf(account).get(agent_key, session_key);
}

const toArtifact = (artifact: Artifact): schema.SessionArtifact => ({
  ...toReference(artifact),
  checksum_sha256: artifact.checksumSha256,
  metadata: artifact.metadata,
  description: artifact.description,
  ttl_days: artifact.ttlDays,
  created_at: new Date(artifact.createdAt).toISOString(),
  updated_at: new Date(artifact.updatedAt).toISOString(),
});

/** Bytes up to which an answer is put together before it is sent. */
const LARGEST_WHOLE = 512 * 1024;

async function* inPieces(account: Account, session: StoredSession, id: string): AsyncGenerator<string> {
  const artifact = artifactsOf(account).get(session, id);
  const head = JSON.stringify(toArtifact(artifact));
  yield `${head.slice(0, -1)},"data":"`;
  for (const bytes of artifactsOf(account).slicesOf(artifact)) yield Buffer.from(bytes).toString('base64');
  yield '"}';
}

export const artifacts = [
  operation(
    'listSessionArtifacts',
    {
      summary: 'List the artifacts of a session without their bytes, newest first.',
      path,
      query: schema.ListArtifactsQuery,
      answer: schema.ListArtifactsResponse,
    },
    ({ account, path, query: { sort_by = 'created_at', order_by = 'desc', limit = 10, page_key } }) => {
      const session = sessionAt(account, path);
      const position = readPagePosition(schema.ListArtifactsQuery, page_key, { sort_by, order_by });
      const { filters } = position;
      const time = ({ createdAt, updatedAt }: Artifact) => (filters.sort_by === 'updated_at' ? updatedAt : createdAt);
      const sorted = artifactsOf(account)
        .list(session)
        .sort((a, b) => time(a) - time(b));
      const { items, metadata } = pageOf(filters.order_by === 'asc' ? sorted : sorted.toReversed(), limit, position);
      return { artifacts: items.map(toArtifact), metadata };
    },
  ),

  operation(
    'getSessionArtifact',
    {
      summary: 'Get an artifact with its bytes in base64.',
      path: { ...path, artifact_id: schema.ArtifactId },
      answer: schema.SessionArtifact,
    },
    async ({ account, path }) => {
      const session = sessionAt(account, path);
      const artifact = artifactsOf(account).get(session, path.artifact_id);
      if (artifact.sizeBytes > LARGEST_WHOLE) return new JsonPieces(inPieces(account, session, artifact.id));
      const bytes = await artifactsOf(account).read(artifact);
      return { ...toArtifact(artifact), data: bytes.toString('base64') };
    },
  ),
];
