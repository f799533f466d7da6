/** The tools that an answer of the model calls (docs/behaviour/agent-turns.md, Running a tool). */
import { noteAround } from '../calls/call.ts';
import { ApiError } from '../errors.ts';
import type { ToolCall } from '../upstream/language-model.ts';
import { agentEventsOf, type Origin } from '../v2/agent-events/agent-events-repository.ts';
import type { StoredAgentEvent } from './event-schema.ts';
import type { ToolAnswerer, ToolCallNote } from './note-types.ts';
import { createOffloading } from './offload.ts';
import { overridePaths, withOverrides, withoutOverridden } from './overrides.ts';
import { resolveReferences, UnresolvedReference } from './references.ts';
import { reminderFor } from './reminders.ts';
import { toolStandIn } from './tools/stand-in.ts';
import { type Tool, ToolError, type ToolResult } from './tools/tool.ts';
import { transformArguments, transformOutput, wrapped } from './transforms.ts';
import type { PreparedStep, Turn } from './turn.ts';
import { answererOf } from './turn-notes.ts';

type Json = Record<string, unknown>;

const MOST_AT_ONCE = 8;

interface Call {
  id: string;
  name: string;
  tool: Tool | undefined;
  written: string;
  /** What the model wrote; undefined when that is no JSON object. */
  args: Json | undefined;
}

/** All inputs first, then outputs as they come. A tool that fails tells the model so, and the turn goes on. */
export async function* runCalls(
  turn: Turn,
  step: PreparedStep,
  toolCalls: readonly ToolCall[],
  origin: Origin,
  signal: AbortSignal,
): AsyncGenerator<StoredAgentEvent, void, undefined> {
  const events = agentEventsOf(turn.account);
  const { tools, reminders } = step;
  const calls = withOwnIds(toolCalls).map((call) => readCall(call, tools));
  for (const [index, call] of calls.entries()) {
    const { extraContent } = toolCalls[index]!;
    const state = extraContent ? { llm: turn.llm.stateOf, ...origin.state, extraContent } : origin.state;
    yield events.append(turn.session, inputOf(call), { ...origin, state });
  }
  const offloaded = createOffloading(turn, tools);
  for await (const { call, result } of asTheyEnd(calls, (call) => run(call, turn, step.name, signal))) {
    signal.throwIfAborted();
    const { error } = result;
    const { output, isReplaced } = call.tool
      ? await offloaded({ ...call, tool: call.tool, output: result.output, failed: error })
      : { ...result, isReplaced: false };
    const wrapping = result.isWrapped && !isReplaced ? { output_wrapped: true } : {};
    const told = (shown: Json) => ({
      type: 'tool_output' as const,
      ...namesOf(call),
      ...overridesShown(call, turn),
      tool_output: shown,
      ...wrapping,
      error,
    });
    const from = { answer: origin.answer, reminder: reminderFor('tool_output', reminders, turn) };
    if (result.tellsOf) yield* events.appendTwo(turn.session, told, from, result.tellsOf);
    else yield events.append(turn.session, told(output), from);
    for (const event of result.after ?? []) yield events.append(turn.session, event);
  }
}

/** Providers want each call of an answer to have an id of its own. */
function withOwnIds(calls: readonly ToolCall[]): ToolCall[] {
  const taken = new Map<string, number>();
  return calls.map((call) => {
    const before = taken.get(call.id) ?? 0;
    taken.set(call.id, before + 1);
    return before === 0 ? call : { ...call, id: `${call.id}_${before + 1}` };
  });
}

function readCall({ id, name, arguments: text }: ToolCall, tools: readonly Tool[]): Call {
  return { id, name, tool: tools.find((tool) => tool.name === name), written: text, args: readArguments(text) };
}

function readArguments(text: string): Json | undefined {
  if (text.trim() === '') return {};
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const namesOf = ({ id, name, tool }: Call) => ({
  tool_call_id: id,
  tool_configuration_name: name,
  tool_name: tool?.toolName ?? name,
});

function inputOf(call: Call) {
  const { tool, args = {} } = call;
  const paths = tool ? overridePaths(tool.override) : [];
  return {
    type: 'tool_input' as const,
    ...namesOf(call),
    tool_input: tool ? withoutOverridden(args, tool.override) : args,
    ...(tool ? { tool_type: tool.type } : {}),
    ...(paths.length > 0 ? { argument_override_paths: paths } : {}),
  };
}

function overridesShown({ tool, args }: Call, { roots }: Turn) {
  if (!tool || !args || Object.keys(tool.override).length === 0) return {};
  try {
    return { resolved_argument_overrides: resolveReferences(tool.override, roots) as Json };
  } catch {
    return {};
  }
}

const noteOfCall = ({ id, name, tool, args, written }: Call): ToolCallNote => ({
  kind: 'tool_call',
  id,
  name,
  ...(tool && { tool: tool.toolName, type: tool.type }),
  arguments: args ?? written,
  ...(tool && Object.keys(tool.override).length > 0 && { overridden: overridePaths(tool.override) }),
  answered_by: 'nobody',
  stage: 'tools',
});

type Outcome = ToolResult & { output: Json; isWrapped?: boolean; error: boolean };

/** What it does is noted inside of a note about it. */
function run(call: Call, turn: Turn, step: string, signal: AbortSignal): Promise<Outcome> {
  const note = noteOfCall(call);
  const began = performance.now();
  return noteAround(note, async () => {
    const outcome = await answer(call, { turn, step, note, signal });
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

async function answer({ id, name, tool, args }: Call, { turn, step, note, signal }: Context): Promise<Outcome> {
  const { account, agent, session } = turn;
  try {
    if (!tool) throw new ToolError(`Tool '${name}' is not available in this step.`);
    if (!args) throw new ToolError('Invalid arguments: they should be a JSON object.');
    const override = resolveReferences(tool.override, turn.roots) as Json;
    const merged = withOverrides(withoutOverridden(args, tool.override), override);
    const given = await transformArguments(turn, tool, merged, signal);
    note.arguments = given;
    for (const required of requiredBy(tool)) {
      if (given[required] === undefined) throw new ToolError(`Invalid arguments: '${required}' is required.`);
    }
    const answeredBy = (who: ToolAnswerer) => {
      note.answered_by = who;
    };
    const asked = { account, agent: agent.key, session: session.key, step, name, type: tool.type, args: given };
    const ownRun = () => {
      answeredBy(answererOf(tool));
      return tool.run(given, { id, signal });
    };
    const result = await toolStandIn(account)({ ...asked, answeredBy }, ownRun, signal);
    const output = await transformOutput(turn, tool, result.output, signal);
    return { ...result, ...wrapped(output), error: false };
  } catch (error) {
    signal.throwIfAborted();
    const isTold = error instanceof ToolError || error instanceof ApiError || error instanceof UnresolvedReference;
    if (!isTold) throw error;
    return { output: { error: error.message }, error: true };
  }
}

const requiredBy = ({ schema }: Tool): string[] => (Array.isArray(schema.required) ? schema.required : []);

/** Runs what there is, so many at once, and gives each as it ends. */
async function* asTheyEnd(
  calls: readonly Call[],
  start: (call: Call) => Promise<Outcome>,
): AsyncGenerator<{ call: Call; result: Outcome }, void, undefined> {
  const waiting = [...calls];
  const running = new Map<Call, Promise<{ call: Call; result: Outcome }>>();
  while (waiting.length > 0 || running.size > 0) {
    while (running.size < MOST_AT_ONCE && waiting.length > 0) {
      const call = waiting.shift()!;
      const ended = start(call).then((result) => ({ call, result }));
      // Where another one fails first, nobody waits for this one any more.
      ended.catch(() => {});
      running.set(call, ended);
    }
    const ended = await Promise.race(running.values());
    running.delete(ended.call);
    yield ended;
  }
}
