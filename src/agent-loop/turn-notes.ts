/** Takes turns down for the journal: what they consist of is noted where it happens. */
import { currentCall, noteAround } from '../calls/call.ts';
import type { TurnEvent } from './event-schema.ts';
import type { AgentNote, ToolAnswerer, TurnNote } from './note-types.ts';
import type { Tool } from './tools/tool.ts';
import type { Turn } from './turn.ts';

/** Says how a turn ended: the event told last, what it failed with, if it did. */
export type EndTurn = (last: TurnEvent | undefined, failed?: unknown) => void;

/** What `work` notes is inside of the turn's note. */
export function aroundTurn<T>(turn: Turn, work: (end: EndTurn) => T): T {
  const { agent, session, step, llm, input, roots } = turn;
  const note: TurnNote = {
    kind: 'turn',
    agent: agent.key,
    session: session.key,
    step: step.name,
    llm: llm.name,
    input: input.flatMap((event) => (event.type === 'input_message' ? event.messages.map(said) : [])).join('\n'),
    secrets: secretsIn(roots),
  };
  const began = performance.now();
  const end: EndTurn = (last, failed) => {
    note.took_ms = performance.now() - began;
    note.outcome = failed === undefined ? outcomeOf(last) : 'failed';
    if (failed !== undefined) note.error = failed instanceof Error ? failed.message : String(failed);
  };
  return noteAround(note, () => work(end));
}

const said = ({ content, skill_name }: { content?: string; skill_name?: string }) =>
  content ?? `Loads the skill ${skill_name}.`;

/** Of the agent and the session. */
export const secretsIn = ({ agent, session }: Turn['roots']): string[] =>
  [agent, session].flatMap((root) =>
    Object.values((root as { secrets?: Record<string, unknown> }).secrets ?? {}).filter(
      (value): value is string => typeof value === 'string',
    ),
  );

/** Some events end a turn before the model has given its answer. */
const outcomeOf = (last: TurnEvent | undefined): string =>
  last !== undefined && /_exceeded$|_pending$|_interrupted$/.test(last.type) ? last.type : 'ended';

export const noteInTurn = (note: AgentNote): void => currentCall.get()?.note?.(note);

const ANSWERERS: Record<string, ToolAnswerer> = {
  lambda: 'lambda',
  mcp: 'tool server',
  client: 'client',
  sub_agent: 'sub-agent',
  web_get: 'network',
};

/** Who answers where nothing stands before the tool. */
export const answererOf = ({ type }: Tool): ToolAnswerer => ANSWERERS[type] ?? 'emulator';
