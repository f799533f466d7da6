/** Has another agent work on a task (docs/behaviour/agent-turns.md, Sub-agents). */
import { Type } from 'typebox';
import type { Account } from '../../accounts/account.ts';
import { type Artifact, artifactsOf } from '../../v2/artifacts/artifacts-repository.ts';
import type { StoredSession } from '../../v2/sessions/sessions-repository.ts';
import { SubAgent } from '../../v2/tools/built-in-arguments.ts';
import { childSession, isResumable } from '../child-session.ts';
import { callersFrom, runChildTurn } from '../child-turn.ts';
import type { StoredAgentEvent } from '../event-schema.ts';
import { requireMayCallAgent } from '../identity-rights.ts';
import { latestOutputs } from '../latest-outputs.ts';
import { liveTurnsOf } from '../live-turns.ts';
import { resolvedAndMasked } from '../references.ts';
import { builtInTool } from './built-in-tool.ts';
import { type MakeTool, ToolError } from './tool.ts';

const INTO_NEW_SESSION = { ...Type.Omit(SubAgent, ['session_key']) };

export const subAgent: MakeTool<'sub_agent'> = (context, name, configuration) => {
  const { account, session: parent, roots } = context;
  const {
    agent_key: agentKey,
    session_mode: mode = 'ephemeral',
    session_metadata = {},
  } = configuration.sub_agent_configuration;

  const tool = builtInTool<'sub_agent', typeof SubAgent>(SubAgent, async (args, { id, signal }) => {
    const { message, session_key: key, session_tti_minutes: ttiMinutes, artifact_ids = [] } = args;
    requireMayCallAgent(context, agentKey);
    const waiting = liveTurnsOf(account).runningIn(parent)!;
    const callers = callersFrom(parent, waiting);
    const now = { ...roots, tools: latestOutputs(context) };
    // Whoever reads the session reads its metadata.
    const metadata = resolvedAndMasked(session_metadata, now) as Record<string, unknown>;
    const given = artifact_ids.map((one) => requireArtifact(account, parent, one));
    const caller = { account, session: parent, configuration: name };
    const child = childSession(caller, { agentKey, mode, key, metadata, ttiMinutes });
    const artifacts = await copied(account, given, child);
    const said = { messages: [{ type: 'text' as const, content: message }], artifacts };
    const tell = (agent_event: StoredAgentEvent) =>
      waiting.tell({
        type: 'tool_activity',
        tool_call_id: id,
        tool_configuration_name: name,
        tool_name: tool.toolName,
        created_at: new Date(account.now()).toISOString(),
        activity_type: 'sub_agent',
        agent_event,
      });
    const { answer, made } = await runChildTurn({ account, waiting, callers, child, said, signal, tell });
    const brought = await copied(account, made, parent);
    const references = brought.map(({ id: artifact_id, filename }) => ({ artifact_id, filename }));
    return {
      output: {
        session_key: child.key,
        sub_agent_response: answer,
        ...(references.length > 0 && { artifacts: references }),
      },
    };
  })(context, name, configuration);
  return isResumable(mode) ? tool : { ...tool, schema: INTO_NEW_SESSION };
};

/** Throws ToolError. */
function requireArtifact(account: Account, session: StoredSession, id: string): Artifact {
  const found = artifactsOf(account).find(session, id);
  if (!found) throw new ToolError(`Artifact '${id}' was not found.`);
  return found;
}

/** Copies of artifacts, given to a session. */
async function copied(account: Account, artifacts: readonly Artifact[], to: StoredSession): Promise<Artifact[]> {
  if (artifacts.length === 0) return [];
  const copies = await artifactsOf(account).copyAll(artifacts);
  artifactsOf(account).giveTo(to, copies);
  return copies;
}
