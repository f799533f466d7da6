/** The tools that an answer of the model calls (docs/behaviour/agent-turns.md, Running a tool). */
import { noteAround } from '../calls/call.ts';
import { ApiError } from '../errors.ts';
import { redact } from '../secrets/redaction.ts';
import type { ToolCall } from '../upstream/language-model.ts';
import { agentEventsOf, type Origin } from '../v2/agent-events/agent-events-repository.ts';
import { argumentsFor } from './arguments.ts';
import { type CalledTool, inputOf, noteOf, type Outcome, outputOf, readCalls } from './called-tool.ts';
import type { PendingCall, TurnEvent } from './event-schema.ts';
import type { ToolAnswerer, ToolCallNote } from './note-types.ts';
import { createOffloading } from './offload.ts';
import { passing } from './passing-event.ts';
import { UnresolvedReference } from './references.ts';
import { reminderFor } from './reminders.ts';
import { toolStandIn } from './tools/stand-in.ts';
import { ToolError, WaitsForClient } from './tools/tool.ts';
import { transformOutput, wrapped } from './transforms.ts';
import type { PreparedStep, Turn } from './turn.ts';
import { answererOf, secretsIn } from './turn-notes.ts';

type Json = Record<string, unknown>;

const MOST_AT_ONCE = 8;

/**
 * All inputs first, then outputs as they come. A tool that fails tells the model so, and the turn goes on. Returns whether
 * the turn has to wait for the client, which is told last.
 */
export async function* runCalls(
  turn: Turn,
  step: PreparedStep,
  toolCalls: readonly ToolCall[],
  origin: Origin,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, boolean, undefined> {
  const events = agentEventsOf(turn.account);
  const calls = readCalls(toolCalls, step.tools);
  const inputs = new Map<CalledTool, string>();
  for (const [index, call] of calls.entries()) {
    const { extraContent } = toolCalls[index]!;
    const state = extraContent ? { llm: turn.llm.stateOf, ...origin.state, extraContent } : origin.state;
    const event = events.append(turn.session, inputOf(call), { ...origin, state });
    inputs.set(call, event.id);
    yield event;
  }
  const offloaded = createOffloading(turn, step.tools);
  const waiting = new Map<CalledTool, WaitsForClient>();
  for await (const { call, result } of asTheyEnd(calls, (call) => run(call, turn, step.name, signal), signal)) {
    signal.throwIfAborted();
    if (result instanceof WaitsForClient) {
      waiting.set(call, result);
      continue;
    }
    const { output, isReplaced } = call.tool
      ? await offloaded({ ...call, tool: call.tool, output: result.output, failed: result.error })
      : { ...result, isReplaced: false };
    const isWrapped = result.isWrapped === true && !isReplaced;
    const told = (shown: Json) => outputOf(call, { ...result, output: shown, isWrapped });
    const from = { answer: origin.answer, reminder: reminderFor('tool_output', step.reminders, turn) };
    if (result.tellsOf) yield* events.appendTwo(turn.session, told, from, result.tellsOf);
    else yield events.append(turn.session, told(output), from);
    for (const event of result.after ?? []) yield events.append(turn.session, event);
  }
  if (waiting.size === 0) return false;
  const pending_calls = calls.flatMap((call): PendingCall[] => {
    const wait = waiting.get(call);
    const names = { event_id: inputs.get(call)!, tool_configuration_name: call.name, tool_name: call.toolName };
    return wait ? [{ ...names, arguments: wait.args }] : [];
  });
  yield passing(turn, { type: 'client_tool_pending', pending_calls });
  return true;
}

/** What it does is noted inside of a note about it. */
function run(call: CalledTool, turn: Turn, step: string, signal: AbortSignal): Promise<Outcome | WaitsForClient> {
  const note = noteOf(call);
  const began = performance.now();
  return noteAround(note, async () => {
    const outcome = await answer(call, { turn, step, note, signal });
    if (outcome instanceof WaitsForClient) return outcome;
    note.ms = performance.now() - began;
    note.output = outcome.output;
    note.error = outcome.error;
    return outcome;
  });
}

interface Context {
  turn: Turn;
  step: string;
  note: ToolCallNote;
  signal: AbortSignal;
}

async function answer(
  { id, name, tool, args, refusal }: CalledTool,
  { turn, step, note, signal }: Context,
): Promise<Outcome | WaitsForClient> {
  const { account, agent, session } = turn;
  let overrides: Json | undefined;
  try {
    if (refusal !== undefined || !tool || !args) throw new ToolError(refusal);
    const read = await argumentsFor(turn, tool, args, signal);
    const { args: given } = read;
    note.arguments = given;
    overrides = read.overrides;
    const answeredBy = (who: ToolAnswerer) => {
      note.answered_by = who;
    };
    const asked = { account, agent: agent.key, session: session.key, step, name, type: tool.type, args: given };
    const ownRun = async () => {
      answeredBy(answererOf(tool));
      const result = await tool.run(given, { id, signal });
      if (result.answeredBy) answeredBy(result.answeredBy);
      return result;
    };
    const result = await toolStandIn(account)({ ...asked, answeredBy }, ownRun, signal);
    const output = await transformOutput(turn, tool, result.output, signal);
    return { ...result, ...wrapped(output), overrides, error: false };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof WaitsForClient) return error;
    return { ...failed(turn, error), overrides };
  }
}

/** Without secrets, which what failed may repeat. Throws what the model is not told of. */
export function failed({ roots }: Pick<Turn, 'roots'>, error: unknown): Outcome {
  const isTold = error instanceof ToolError || error instanceof ApiError || error instanceof UnresolvedReference;
  if (!isTold) throw error;
  return { output: { error: redact(error.message, secretsIn(roots)) }, error: true };
}

/**
 * Runs what there is, so many at once, and gives each as it ends. What speaks of the outputs of others waits until they
 * were taken, unless they wait for it.
 */
async function* asTheyEnd<T>(
  calls: readonly CalledTool[],
  start: (call: CalledTool) => Promise<T>,
  signal: AbortSignal,
): AsyncGenerator<{ call: CalledTool; result: T }, void, undefined> {
  // Nobody waits for a tool that goes on after its turn has ended.
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  stopped.catch(() => {});
  const waiting = [...calls];
  const running = new Map<CalledTool, Promise<{ call: CalledTool; result: T }>>();
  while (waiting.length > 0 || running.size > 0) {
    while (running.size < MOST_AT_ONCE && waiting.length > 0) {
      const open = new Set([...waiting, ...running.keys()].map(({ name }) => name));
      const isReady = ({ name, tool }: CalledTool) => !tool?.needs?.some((one) => one !== name && open.has(one));
      const call = waiting.find(isReady) ?? (running.size === 0 ? waiting[0] : undefined);
      if (!call) break;
      waiting.splice(waiting.indexOf(call), 1);
      const ended = start(call).then((result) => ({ call, result }));
      // Where another one fails first, nobody waits for this one any more.
      ended.catch(() => {});
      running.set(call, ended);
    }
    const ended = await Promise.race([...running.values(), stopped]);
    running.delete(ended.call);
    yield ended;
  }
}
