/** How a turn runs: step after step, in each of which the model is asked until it calls no more tools. */
import { setImmediate } from 'node:timers/promises';
import { internal } from '../errors.ts';
import type { CollectedAnswer } from '../upstream/collect-chunks.ts';
import type { ModelRequest } from '../upstream/language-model.ts';
import { agentEventsOf } from '../v2/agent-events/agent-events-repository.ts';
import { type SessionChange, sessionsOf } from '../v2/sessions/sessions-repository.ts';
import { askModel } from './ask-model.ts';
import { type ClientAnswer, tellAnswers } from './client-answers.ts';
import { compactIfDue } from './compaction.ts';
import { estimateTokens, tellUsage } from './context-usage.ts';
import type { NewAgentEvent, TurnEvent } from './event-schema.ts';
import type { LiveTurn } from './live-turn.ts';
import { messagesOf } from './messages.ts';
import { handOver, nextStep, type StepOutput } from './next-step.ts';
import { hideOverridden } from './overrides.ts';
import { passing } from './passing-event.ts';
import { type Pictures, readPictures } from './pictures.ts';
import { inputEvents } from './plan-turn.ts';
import { prepareStep } from './prepare-step.ts';
import { runCalls } from './run-calls.ts';
import { readStructured, schemaAsText, schemaOf } from './structured-output.ts';
import type { PreparedStep, Turn } from './turn.ts';
import { noteInTurn } from './turn-notes.ts';

const MOST_TRANSITIONS = 500;
const MOST_ACTIONS = 100;

/** Every event is stored before it is told. Throws ApiError, or the signal's reason; what was stored stays. */
export async function* runTurn(turn: Turn, live: LiveTurn): AsyncGenerator<TurnEvent, void, undefined> {
  for (const event of turn.input) yield store(turn, event);
  yield* runSteps(turn, live);
}

/** The same for a turn that goes on from what the client says of its tools. */
export async function* resumeTurn(
  turn: Turn,
  answers: readonly ClientAnswer[],
  live: LiveTurn,
): AsyncGenerator<TurnEvent, void, undefined> {
  yield* tellAnswers(turn, answers, live.signal);
  yield* runSteps(turn, live);
}

async function* runSteps(turn: Turn, live: LiveTurn): AsyncGenerator<TurnEvent, void, undefined> {
  let step = turn.step;
  for (let transitions = 0; ; transitions += 1) {
    const output = yield* runStep(turn, step, live);
    // Where the client's answers will find it.
    if (output === 'waits') return changeSession(turn, { currentStepName: step.name });
    if (output === 'exceeded') break;
    const next = nextStep(turn, step, output);
    if (next === undefined) break;
    if (transitions === MOST_TRANSITIONS) {
      const message = `More than ${MOST_TRANSITIONS} step transitions in one turn.`;
      yield passing(turn, { type: 'step_transition_limit_exceeded', transition_limit: MOST_TRANSITIONS, message });
      break;
    }
    yield store(turn, handOver(step.name, next, output));
    changeSession(turn, { currentStepName: next });
    step = prepareStep(turn, next);
  }
  changeSession(turn, { currentStepName: step.definition.reentry_step ?? step.name });
}

/** What the turn has to end with instead of an output. */
type Ending = 'exceeded' | 'waits';

async function* runStep(
  turn: Turn,
  step: PreparedStep,
  live: LiveTurn,
): AsyncGenerator<TurnEvent, StepOutput | Ending, undefined> {
  const { signal } = live;
  const schema = schemaOf(step.definition);
  const tools = step.tools.map(({ name }) => name);
  noteInTurn({ kind: 'step', step: step.name, tools, ...(schema && { schema: schema.name }) });
  const pictures: Pictures = new Map();
  for (let actions = 0; ; actions += 1) {
    for (const said of live.takeSteering()) {
      for (const event of inputEvents(turn, said, step)) yield store(turn, event);
    }
    await readPictures(turn, pictures);
    let request = requestOf(turn, step, pictures);
    if (yield* compactIfDue(turn, request, signal)) {
      step = prepareStep(turn, step.name);
      request = requestOf(turn, step, pictures);
    }
    const tokens = estimateTokens(request);
    if (tokens > turn.llm.contextLimit) {
      yield contextLimitExceeded(turn, tokens);
      return 'exceeded';
    }
    const id = turn.account.newId('agent answer');
    const answer = yield* tellPieces(turn, id, askModel(turn.llm, request, signal), schema === undefined);
    signal.throwIfAborted();
    const { text, toolCalls, state: members } = answer;
    const origin = { answer: id, state: members && { llm: turn.llm.stateOf, members } };
    const isFinal = toolCalls.length === 0;
    if (isFinal && schema) {
      yield* tellUsage(turn, request, answer);
      const content = readStructured(text);
      yield store(turn, { type: 'structured_output', schema_name: schema.name, content }, origin);
      return { content, text };
    }
    if (isFinal || text !== '') {
      if (schema) yield { type: 'streaming_agent_output', content: text, created_at: time(turn) };
      const told = store(turn, { type: 'agent_output', content: text }, origin);
      yield told;
      yield { type: 'streaming_agent_output_end', event_id: told.id, created_at: time(turn) };
    }
    yield* tellUsage(turn, request, answer);
    if (isFinal) return { content: { text }, text };
    if (actions === MOST_ACTIONS) throw internal(`Agent exceeded the maximum number of actions (${MOST_ACTIONS}).`);
    // What was told until now is on its way before a tool keeps the process busy.
    await setImmediate();
    signal.throwIfAborted();
    if (yield* runCalls(turn, step, toolCalls, origin, signal)) return 'waits';
  }
}

/** What the model thinks and says while it does; what it thought is kept as soon as it goes on to something else. */
async function* tellPieces(
  turn: Turn,
  answer: string,
  asked: ReturnType<typeof askModel>,
  tellsText: boolean,
): AsyncGenerator<TurnEvent, CollectedAnswer, undefined> {
  let thought = '';
  for (;;) {
    const { done, value } = await asked.next();
    const isThinking = !done && value.type === 'thinking';
    if (thought !== '' && !isThinking) {
      yield { type: 'streaming_thinking_end', created_at: time(turn) };
      yield store(turn, { type: 'thinking', content: thought }, { answer });
      thought = '';
    }
    if (done) return value;
    if ((value.type !== 'thinking' && value.type !== 'text') || value.text === '') continue;
    if (isThinking) thought += value.text;
    else if (!tellsText) continue;
    const type = isThinking ? 'streaming_thinking' : 'streaming_agent_output';
    yield { type, content: value.text, created_at: time(turn) };
  }
}

function requestOf(turn: Turn, step: PreparedStep, pictures: Pictures): ModelRequest {
  const { llm, account, session, stream } = turn;
  const schema = schemaOf(step.definition);
  const tools = step.tools.map(({ name, description, schema: all, override }) => ({
    name,
    description,
    parameters: hideOverridden(all, override),
  }));
  const offersTools = tools.length > 0 && llm.callsTools;
  const inText = schema && !llm.takesSchemas;
  const system = [step.system, ...(inText ? [schemaAsText(schema)] : [])].filter((text) => text !== '').join('\n\n');
  return {
    messages: messagesOf(system, agentEventsOf(account).all(session), llm.stateOf, pictures),
    parameters: llm.parameters,
    ...(offersTools ? { tools } : {}),
    ...(schema && !inText ? { responseFormat: { type: 'json_schema', json_schema: schema } } : {}),
    stream,
    agent: { agent: turn.agent.key, session: session.key, step: step.name, purpose: 'turn' },
  };
}

const store = (turn: Turn, event: NewAgentEvent, origin?: Parameters<ReturnType<typeof agentEventsOf>['append']>[2]) =>
  agentEventsOf(turn.account).append(turn.session, event, origin);

const changeSession = ({ account, session }: Turn, change: SessionChange) =>
  void sessionsOf(account).update(session.agentKey, session.key, change);

const time = ({ account }: Turn) => new Date(account.now()).toISOString();

function contextLimitExceeded(turn: Turn, tokens: number): TurnEvent {
  const { contextLimit } = turn.llm;
  return passing(turn, {
    type: 'context_limit_exceeded',
    context_limit: contextLimit,
    actual_tokens: tokens,
    message: `The conversation needs ${tokens} tokens, the model takes ${contextLimit}.`,
  });
}
