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
import { latestOutputs } from './latest-outputs.ts';
import { prepareStep } from './prepare-step.ts';
import { reminderFor } from './reminders.ts';
import { skillsOfStep } from './tools/tools-of-step.ts';
import type { PreparedStep, Retry, Turn } from './turn.ts';
import { requireNoneWaits } from './waiting-calls.ts';

/** What is said to an agent at once. */
export interface Said {
  messages: AgentInput[];
  /** What was uploaded with them. */
  artifacts: readonly Artifact[];
}

export interface TurnInput {
  session: StoredSession;
  said: Said;
  stream: boolean;
}

/** What an input meets: the agent, and the step that the session stands at. Throws the 400 of what cannot be said there. */
export function requireInput(account: Account, session: StoredSession, { messages }: Said) {
  const { agentKey, currentStepName: at } = session;
  const agent = { ...agentsOf(account).get(agentKey).value, key: agentKey };
  if (!agent.enabled) throw invalidArgument(`Agent '${agentKey}' is disabled.`);
  if (!session.enabled) throw invalidArgument(`Session '${session.key}' is disabled.`);
  const step = at !== null && Object.hasOwn(agent.steps, at) ? at : agent.first_step_name;
  const allowed = skillsOfStep(agent.skills, agent.steps[step]!);
  for (const [index, { type, skill_name = '' }] of messages.entries()) {
    if (type !== 'skill' || allowed.has(skill_name)) continue;
    throw invalidField(`body.messages[${index}].skill_name`, `'${skill_name}' is no skill of this step.`);
  }
  return { agent, step };
}

/** Throws 404, 400, 409 while calls wait for the client, and, for what cannot be rendered or resolved, 422. */
export function planTurn(account: Account, { session, said, stream }: TurnInput): Turn {
  const { agent, step: at } = requireInput(account, session, said);
  requireNoneWaits(account, session);
  const context = contextOf(account, session, agent, stream);
  const step = prepareStep(context, at);
  return { ...context, step, input: inputEvents(context, said, step) };
}

/** A turn that goes on from where another one stopped. Throws as `planTurn` does. */
export function planContinuation(account: Account, session: StoredSession, stream: boolean): Turn {
  const { agent, step } = requireInput(account, session, NOTHING);
  const context = contextOf(account, session, agent, stream);
  return { ...context, step: prepareStep(context, step), input: [] };
}

const NOTHING: Said = { messages: [], artifacts: [] };

/** All of a turn but what it begins with. Throws 400 for a model that cannot be used. */
export function contextOf(
  account: Account,
  session: StoredSession,
  agent: Turn['agent'],
  stream: boolean,
): Omit<Turn, 'step' | 'input'> {
  const startedAt = account.now();
  const roots = rootsOf(account, session, agent, startedAt);
  return { account, agent, session, roots, startedAt, llm: planLlm(account, agent.model), stream };
}

/** What templates, references and transforms speak of. */
export const rootsOf = (
  account: Account,
  session: StoredSession,
  agent: Turn['agent'],
  startedAt: number,
): Turn['roots'] => ({
  agent: { ...agent, secrets: secretsOfAgent(account, agent.key) },
  session: { key: session.key, name: session.name, metadata: session.metadata, secrets: session.secrets },
  currentDate: currentDateAt(startedAt),
  tools: latestOutputs({ account, session }),
});

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
    seesImages: capabilities.image_support,
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

/** A skill that the agent has no more is not loaded. */
export function inputEvents(
  context: Pick<Turn, 'account' | 'agent' | 'session'>,
  { messages, artifacts }: Said,
  { reminders }: PreparedStep,
): NewAgentEvent[] {
  if (messages.length === 0) return uploadEvent(artifacts);
  const loaded = messages.flatMap(({ type, skill_name = '' }): NewAgentEvent[] => {
    const skill = type === 'skill' ? context.agent.skills[skill_name] : undefined;
    return skill ? [{ type: 'skill_load', skill_name, content: skill.content }] : [];
  });
  const reminder = reminderFor('input_message', reminders, context);
  const last = messages.findLastIndex(({ type }) => type === 'text');
  const message_diffs = messages.map((_, index) => (index === last ? reminder : ''));
  return [...uploadEvent(artifacts), { type: 'input_message', messages, message_diffs }, ...loaded];
}
