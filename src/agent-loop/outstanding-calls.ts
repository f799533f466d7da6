/** Calls that wait for the client, with all that they need to be run (docs/behaviour/agent-turns.md, Client tools). */
import type { Account } from '../accounts/account.ts';
import { agentsOf } from '../v2/agents/agents-repository.ts';
import type { StoredSession } from '../v2/sessions/sessions-repository.ts';
import { argumentsFor } from './arguments.ts';
import type { CalledTool } from './called-tool.ts';
import type { PendingCall } from './event-schema.ts';
import { rootsOf } from './plan-turn.ts';
import { toolOf } from './tools/tools-of-step.ts';
import type { Turn } from './turn.ts';
import { type WaitingCall, waitingCalls } from './waiting-calls.ts';

type Context = Pick<Turn, 'account' | 'agent' | 'session' | 'roots'>;

/** With the tool as the agent has it now, which may be none any more. */
export function calledTool(context: Context, { event }: WaitingCall): CalledTool {
  const { tool_call_id: id, tool_configuration_name: name, tool_name: toolName, tool_input: args } = event;
  const configuration = context.agent.tool_configurations[name];
  const tool = configuration?.type === 'client' ? toolOf(context, name, configuration) : undefined;
  return { id, name, toolName, tool, written: JSON.stringify(args), args, refusal: undefined };
}

/**
 * As clients are told of them, none while a turn runs. What cannot be resolved any more has the arguments that the model
 * wrote (ours).
 */
export function outstandingCalls(
  account: Account,
  session: StoredSession,
  signal: AbortSignal,
): Promise<PendingCall[]> {
  const waiting = session.status === 'running' ? [] : waitingCalls(account, session);
  const agent = { ...agentsOf(account).get(session.agentKey).value, key: session.agentKey };
  const context = { account, agent, session, roots: rootsOf(account, session, agent, account.now()) };
  return Promise.all(
    waiting.map(async (call) => {
      const { id: event_id, tool_configuration_name, tool_name, tool_input } = call.event;
      return {
        event_id,
        tool_configuration_name,
        tool_name,
        arguments: await argumentsNow(context, call, signal).catch(() => tool_input),
      };
    }),
  );
}

async function argumentsNow(context: Context, call: WaitingCall, signal: AbortSignal) {
  const { tool } = calledTool(context, call);
  if (!tool) return call.event.tool_input;
  return (await argumentsFor(context, tool, call.event.tool_input, signal)).args;
}
