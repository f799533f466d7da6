/** Turns of a session summed up, so that it fits its model again (docs/behaviour/agent-turns.md, Compaction). */
import { noteAround } from '../calls/call.ts';
import { internal } from '../errors.ts';
import type { ModelRequest } from '../upstream/language-model.ts';
import { agentEventsOf, type KeptEvent } from '../v2/agent-events/agent-events-repository.ts';
import type { CompactionConfig } from '../v2/agents/agents-schema.ts';
import { secretsOfAgent } from '../v2/agents/secrets.ts';
import { wholeAnswer } from './ask-model.ts';
import { expectedTokens, tellUsage } from './context-usage.ts';
import type { NewAgentEvent, TurnEvent } from './event-schema.ts';
import type { CompactionNote } from './note-types.ts';
import { passing } from './passing-event.ts';
import { transcriptOf } from './transcript.ts';
import type { Turn } from './turn.ts';

/** Whether a turn begins here; files and a message of one input are one turn. */
const beginsTurn = (events: readonly KeptEvent[], index: number): boolean => {
  const type = events[index]?.event.type;
  if (type === 'artifact_upload') return true;
  return type === 'input_message' && events[index - 1]?.event.type !== 'artifact_upload';
};

const turnsIn = (events: readonly KeptEvent[]): number[] =>
  events.flatMap((_, index) => (beginsTurn(events, index) ? [index] : []));

/** The events before the newest `kept` turns; undefined when no turn is among them. `shown` are those that are not hidden. */
export function eventsBeforeRecent(shown: readonly KeptEvent[], kept = 1): KeptEvent[] | undefined {
  const turns = turnsIn(shown);
  return turns.length > kept ? shown.slice(0, turns[turns.length - kept]) : undefined;
}

/** The events up to the end of the turn that the one at `place` belongs to; undefined when no turn is among them. */
export function eventsUpToTurn(shown: readonly KeptEvent[], place: number): KeptEvent[] | undefined {
  const turns = turnsIn(shown);
  const events = shown.slice(
    0,
    turns.find((start) => start > place),
  );
  return turns[0]! < events.length ? events : undefined;
}

const SYSTEM = `Summarize the transcript of a conversation between a user and an assistant, which is given below. The assistant will
read the summary in the place of the transcript when the conversation goes on. Keep facts, names and numbers, what the user
wants, what was decided, what is still open, and ids of artifacts. An earlier summary in the transcript is to be kept as well.
Write the summary only.`;

/** Of a window, for the transcript: four bytes are about a token, and there is the summary, too. */
const BYTES_PER_TOKEN = 3;

/** For whom a summary is made. */
type Asking = Pick<Turn, 'account' | 'llm' | 'agent' | 'stream' | 'session'>;

function summaryRequest(
  { llm, agent, session, stream }: Asking,
  events: readonly KeptEvent[],
  { tool_event_policy, compaction_message: wish = '' }: CompactionConfig,
): ModelRequest {
  const system = wish.trim() === '' ? SYSTEM : `${SYSTEM}\n\n${wish}`;
  return {
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: transcriptOf(events, llm.contextLimit * BYTES_PER_TOKEN, tool_event_policy) },
    ],
    parameters: llm.parameters,
    stream,
    agent: { agent: agent.key, session: session.key, purpose: 'compaction' },
  };
}

export interface Summary {
  event: Extract<NewAgentEvent, { type: 'compaction' }>;
  /** What the model was asked, and what that took. */
  request: ModelRequest;
  answer: Awaited<ReturnType<typeof wholeAnswer>>;
}

/** Throws as a turn does whose model fails. */
export async function summarize(
  turn: Asking,
  events: readonly KeptEvent[],
  config: CompactionConfig,
  signal: AbortSignal,
): Promise<Summary> {
  const { account, agent, session, llm } = turn;
  const turns = turnsIn(events).length;
  const note: CompactionNote = {
    kind: 'compaction',
    agent: agent.key,
    session: session.key,
    llm: llm.name,
    turns,
    events: events.length,
    stage: 'compaction',
    secrets: [secretsOfAgent(account, agent.key), session.secrets].flatMap(Object.values),
  };
  const request = summaryRequest(turn, events, config);
  const answer = await noteAround(note, () => noteSummary(note, wholeAnswer(llm, request, signal)));
  return {
    request,
    answer,
    event: {
      type: 'compaction',
      turns_compacted: turns,
      events_compacted: events.length,
      summary_text: answer.text,
      summary_key: `sum_${account.newId('summary').replaceAll('-', '').slice(0, 22)}`,
    },
  };
}

/** Throws for an answer that says nothing. */
async function noteSummary(note: CompactionNote, asked: Promise<Summary['answer']>): Promise<Summary['answer']> {
  const began = performance.now();
  try {
    const answer = await asked;
    if (answer.text.trim() === '') throw internal(`LLM '${note.llm}' gave no summary of the conversation.`);
    note.summary = answer.text;
    return answer;
  } catch (error) {
    note.error = (error as Error).message;
    throw error;
  } finally {
    note.ms = performance.now() - began;
  }
}

/** Puts a summary in the place of events, which stand before all others. Throws as a turn does whose model fails. */
export async function* compact(
  turn: Omit<Turn, 'step' | 'input'>,
  events: readonly KeptEvent[],
  config: CompactionConfig,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, void, undefined> {
  yield passing(turn, { type: 'compaction_started' });
  const { event, request, answer } = await summarize(turn, events, config, signal);
  signal.throwIfAborted();
  yield agentEventsOf(turn.account).compact(turn.session, events, event);
  yield* tellUsage(turn, request, answer, true);
}

/** Before the model is asked. Returns whether there is room now that was not there. */
export async function* compactIfDue(
  turn: Turn,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, boolean, undefined> {
  const { account, session, llm } = turn;
  const config = session.effectiveCompaction;
  const { enabled = true, threshold_percent = 80, keep_recent_inputs } = config;
  if (!enabled || expectedTokens(turn, request) < (llm.contextLimit * threshold_percent) / 100) return false;
  const events = eventsBeforeRecent(agentEventsOf(account).shown(session), keep_recent_inputs);
  if (events) yield* compact(turn, events, config, signal);
  return events !== undefined;
}
