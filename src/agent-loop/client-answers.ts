/** What clients say came out of the calls that waited for them (docs/behaviour/agent-turns.md, Client tools). */
import type { Account } from '../accounts/account.ts';
import { type FieldErrors, invalidField, invalidFields } from '../errors.ts';
import { agentEventsOf } from '../v2/agent-events/agent-events-repository.ts';
import type { ClientOutput } from '../v2/agent-events/agent-events-schema.ts';
import type { StoredAgent } from '../v2/agents/agents-repository.ts';
import type { StoredSession } from '../v2/sessions/sessions-repository.ts';
import { argumentsFor } from './arguments.ts';
import { type CalledTool, noteOf, type Outcome, outputOf } from './called-tool.ts';
import type { StoredAgentEvent } from './event-schema.ts';
import { misfitOf } from './misfit.ts';
import { calledTool } from './outstanding-calls.ts';
import { reminderFor } from './reminders.ts';
import { failed } from './run-calls.ts';
import { listedTool } from './tools/listed-tool.ts';
import { transformOutput, wrapped } from './transforms.ts';
import type { Turn } from './turn.ts';
import { noteInTurn } from './turn-notes.ts';
import { type WaitingCall, waitingCalls } from './waiting-calls.ts';

export interface ClientAnswer {
  call: WaitingCall;
  given: ClientOutput;
}

/** One for each call that waits, in the order of the calls. Throws 400 for anything else. */
export function readAnswers(
  account: Account,
  session: StoredSession,
  agent: StoredAgent,
  given: readonly ClientOutput[],
): ClientAnswer[] {
  const waiting = waitingCalls(account, session);
  if (waiting.length === 0) {
    throw invalidField('body.type', 'cannot be tool_output: no call waits for the client.');
  }
  const errors: FieldErrors = {};
  const answers = new Map<WaitingCall, ClientAnswer>();
  for (const [index, one] of given.entries()) {
    const field = `body.tool_outputs[${index}]`;
    const call = waiting.find(({ event }) => event.id === one.event_id);
    if (!call) errors[`${field}.event_id`] = 'is of no call that waits for the client.';
    else if (answers.has(call)) errors[`${field}.event_id`] = 'is given twice.';
    else {
      answers.set(call, { call, given: one });
      const schema = outputSchemaOf(account, agent, call);
      const misfit = one.type === 'success' && schema ? misfitOf(schema, one.output) : undefined;
      if (misfit) errors[`${field}.output`] = misfit;
    }
  }
  const missing = waiting.filter((call) => !answers.has(call)).map(({ event }) => event.id);
  if (missing.length > 0) errors['body.tool_outputs'] = `should answer every call that waits: ${missing.join(', ')}.`;
  if (Object.keys(errors).length > 0) throw invalidFields(errors);
  return waiting.map((call) => answers.get(call)!);
}

function outputSchemaOf(account: Account, { tool_configurations }: StoredAgent, { event }: WaitingCall) {
  const configuration = tool_configurations[event.tool_configuration_name];
  return configuration?.type === 'client' ? listedTool({ account }, configuration)?.output_schema : undefined;
}

/** Stores and tells the outputs, which a turn goes on from. */
export async function* tellAnswers(
  turn: Turn,
  answers: readonly ClientAnswer[],
  signal: AbortSignal,
): AsyncGenerator<StoredAgentEvent, void, undefined> {
  const outcomes = answers.map(async ({ call, given }) => {
    const called = calledTool(turn, call);
    return { answer: call.answer, called, outcome: await outcomeOf(turn, called, given, signal) };
  });
  for (const { answer, called, outcome } of await Promise.all(outcomes)) {
    const { output, error } = outcome;
    noteInTurn({ ...noteOf(called), answered_by: 'client', output, error });
    const reminder = reminderFor('tool_output', turn.step.reminders, turn);
    yield agentEventsOf(turn.account).append(turn.session, outputOf(called, outcome), { answer, reminder });
  }
}

async function outcomeOf(
  turn: Turn,
  { tool, args = {} }: CalledTool,
  given: ClientOutput,
  signal: AbortSignal,
): Promise<Outcome> {
  let overrides: Outcome['overrides'];
  try {
    if (tool) ({ overrides } = await argumentsFor(turn, tool, args, signal));
  } catch {
    // What the agent set when the call was made cannot be known any more.
    signal.throwIfAborted();
  }
  if (given.type === 'error') return { output: { error: given.error }, overrides, error: true };
  try {
    const output = tool ? await transformOutput(turn, tool, given.output, signal) : given.output;
    return { ...wrapped(output), overrides, error: false };
  } catch (error) {
    signal.throwIfAborted();
    return { ...failed(turn, error), overrides };
  }
}
