import { agentEventsOf } from '../v2/agent-events/agent-events-repository.ts';
import type { Turn } from './turn.ts';

/** By configuration, `{outputs: {latest}}`; what failed does not count. */
export function latestOutputs({ account, session }: Pick<Turn, 'account' | 'session'>): Record<string, unknown> {
  const latest = new Map<string, unknown>();
  for (const { event } of agentEventsOf(account).ofType(session, 'tool_output')) {
    if (event.type === 'tool_output' && !event.error) {
      latest.set(event.tool_configuration_name, { outputs: { latest: event.tool_output } });
    }
  }
  return Object.fromEntries(latest);
}
