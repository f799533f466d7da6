/** Input → turn: every lookup and every refusal, before anything is stored (docs/behaviour/agent-turns.md, Turns). */
import type { Account } from '../accounts/account.ts';
import { invalidArgument, invalidField } from '../errors.ts';
import type { ModelParameters } from '../upstream/language-model.ts';
import { agentsOf } from '../v2/agents/agents-repository.ts';
import type { AgentModel } from '../v2/agents/agents-schema.ts';
import { secretsOfAgent } from '../v2/agents/secrets.ts';
import type { Artifact } from '../v2/artifacts/artifacts-repository.ts';
import { uploadEvent } from '../v2/artifacts/uploads.ts';
import { currentDateAt } from '../v2/instructions/render-instruction.ts';
import { requireEnabledLlm } from '../v2/llms/find-llm.ts';
import { openModel } from '../v2/llms/models.ts';
import type { StoredSession } from '../v2/sessions/sessions-repository.ts';
import type { AgentInput, NewAgentEvent } from './event-schema.ts';
import { latestOutputs } from './next-step.ts';
import { prepareStep } from './prepare-step.ts';
import { reminderFor } from './reminders.ts';
import { skillsOfStep } from './tools/tools-of-step.ts';
import type { PreparedStep, Retry, Turn } from './turn.ts';

export interface TurnInput {
  session: StoredSession;
  messages: AgentInput[];
  /** What was uploaded with them. */
  artifacts?: readonly Artifact[];
  stream: boolean;
}

/** Throws 404, 400 and, for what cannot be rendered or resolved, 422. */
export function planTurn(account: Account, { session, messages, artifacts = [], stream }: TurnInput): Turn {
  const { agentKey } = session;
  const agent = { ...agentsOf(account).get(agentKey).value, key: agentKey };
  if (!agent.enabled) throw invalidArgument(`Agent '${agentKey}' is disabled.`);
  if (!session.enabled) throw invalidArgument(`Session '${session.key}' is disabled.`);
  const startedAt = account.now();
  const roots = {
    agent: { ...agent, secrets: secretsOfAgent(account, agentKey) },
    session: { key: session.key, name: session.name, metadata: session.metadata, secrets: session.secrets },
    currentDate: currentDateAt(startedAt),
    tools: latestOutputs({ account, session }),
  };
  const context = { account, agent, session, roots, startedAt };
  const at = session.currentStepName;
  const step = prepareStep(context, at !== null && Object.hasOwn(agent.steps, at) ? at : agent.first_step_name);
  return {
    ...context,
    llm: planLlm(account, agent.model),
    step,
    input: [...uploadEvent(artifacts), ...toEvents(context, messages, step)],
    stream,
  };
}

/** Throws 400. */
export function planLlm(
  account: Account,
  { name, parameters = {}, retry_configuration: retry }: AgentModel,
): Turn['llm'] {
  const llm = requireEnabledLlm(account, name, 'body.model.name');
  const { capabilities } = llm;
  return {
    name: llm.name,
    stateOf: [llm.name, llm.type, llm.model].join(' '),
    model: openModel(account, llm),
    parameters: parameters as ModelParameters,
    contextLimit: capabilities.context_limit,
    callsTools: capabilities.tool_calling,
    takesSchemas: llm.ownership === 'platform' || capabilities.structured_outputs,
    retry: retry && retry.enabled !== false ? toRetry(retry) : undefined,
  };
}

const toRetry = (given: NonNullable<AgentModel['retry_configuration']>): Retry => ({
  maxRetries: given.max_retries ?? 3,
  initialBackoff: given.initial_backoff_ms ?? 1000,
  maxBackoff: given.max_backoff_ms ?? 30_000,
  factor: given.backoff_factor ?? 2,
});

function toEvents(
  context: Pick<Turn, 'account' | 'agent' | 'session'>,
  messages: AgentInput[],
  { definition, reminders }: PreparedStep,
): NewAgentEvent[] {
  if (messages.length === 0) return [];
  const allowed = skillsOfStep(context.agent.skills, definition);
  const loaded = messages.flatMap(({ type, skill_name = '' }, index): NewAgentEvent[] => {
    if (type !== 'skill') return [];
    const skill = allowed.get(skill_name);
    if (!skill) throw invalidField(`body.messages[${index}].skill_name`, `'${skill_name}' is no skill of this step.`);
    return [{ type: 'skill_load', skill_name, content: skill.content }];
  });
  const reminder = reminderFor('input_message', reminders, context);
  const last = messages.findLastIndex(({ type }) => type === 'text');
  const message_diffs = messages.map((_, index) => (index === last ? reminder : ''));
  return [{ type: 'input_message', messages, message_diffs }, ...loaded];
}
