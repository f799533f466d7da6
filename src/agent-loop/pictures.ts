/** Pictures as a model is shown them (docs/behaviour/agent-turns.md, From events to messages). */
import { inTurns } from '../basics/turns.ts';
import type { ContentPart } from '../upstream/language-model.ts';
import { agentEventsOf } from '../v2/agent-events/agent-events-repository.ts';
import { artifactsOf } from '../v2/artifacts/artifacts-repository.ts';
import type { StoredAgentEvent } from './event-schema.ts';
import type { Turn } from './turn.ts';

export type ImageEvent = Extract<StoredAgentEvent, { type: 'image_read' }>;

/** By the ids of their artifacts. */
export type Pictures = Map<string, ContentPart>;

/** Reads those that the session's events name and that are not there yet. */
export async function readPictures({ account, session, llm }: Turn, pictures: Pictures): Promise<void> {
  for (const { event } of agentEventsOf(account).shown(session)) {
    if (event.type !== 'image_read' || pictures.has(event.artifact_id)) continue;
    const artifact = artifactsOf(account).find(session, event.artifact_id);
    if (!artifact) continue;
    const { filename, mimeType } = artifact;
    if (!llm.seesImages) {
      pictures.set(artifact.id, { type: 'text', text: `The picture ${filename} is one that this model cannot see.` });
      continue;
    }
    const pieces: string[] = [];
    await inTurns(artifactsOf(account).slicesOf(artifact), (bytes) => {
      pieces.push(Buffer.from(bytes).toString('base64'));
    });
    pictures.set(artifact.id, { type: 'image_url', image_url: { url: `data:${mimeType};base64,${pieces.join('')}` } });
  }
}

export function pictureOf({ artifact_id, detail }: ImageEvent, pictures: Pictures): ContentPart {
  const part = pictures.get(artifact_id) ?? { type: 'text', text: `The picture ${artifact_id} is gone.` };
  return part.type === 'image_url' && detail ? { ...part, image_url: { ...part.image_url, detail } } : part;
}
