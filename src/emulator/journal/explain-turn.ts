/** A turn of an agent as the journal tells it. */
import type { StepNote, ToolAnswerer, TransitionNote, TriedCondition } from '../../agent-loop/note-types.ts';
import { explainNote, short } from './explain-entry.ts';
import type { ShownCompaction, ShownNote, ShownToolCall, ShownTurn } from './notes.ts';

export function explainTurn({ agent, session, step, llm, input, notes, ...end }: ShownTurn): string {
  const began =
    `The agent "${agent}" took a turn in session "${session}", beginning in step "${step}", with the LLM "${llm}".` +
    (input === '' ? '' : `\nIt was told: ${short(input)}`);
  return paragraphs(began, notes, howItEnded(end));
}

function howItEnded({ outcome, error, took_ms }: Pick<ShownTurn, 'outcome' | 'error' | 'took_ms'>): string {
  const after = took_ms === undefined ? '' : ` after ${rounded(took_ms)} ms`;
  switch (outcome) {
    case undefined:
      return 'The turn still runs.';
    case 'ended':
      return `The turn ended${after}.`;
    case 'client_tool_pending':
      return `The turn stopped${after} to wait for the client, whose outputs it goes on from.`;
    case 'failed':
      return `The turn failed${after}: ${error}`;
    default:
      return `The turn was ended${after} by ${outcome.replaceAll('_', ' ')}.`;
  }
}

export const explainStep = ({ step, tools, schema }: StepNote): string =>
  `The step "${step}" began, ${tools.length === 0 ? 'without tools' : `with the ${tools.length === 1 ? 'tool' : 'tools'} ${tools.join(', ')}`}` +
  `${schema === undefined ? '' : `; its answer is to fit the schema "${schema}"`}.`;

const ANSWERED: Record<ToolAnswerer, string> = {
  emulator: 'The emulator answered',
  lambda: 'The lambda answered',
  'tool server': 'The tool server answered',
  client: 'The client answered',
  'sub-agent': 'The other agent answered',
  network: 'The server that was asked answered',
  script: 'A script answered in its place',
  nobody: 'It was refused before it ran',
};

export function explainToolCall(call: ShownToolCall): string {
  const { name, type, id, overridden = [], output, error, answered_by, ms, notes } = call;
  const lines = [
    `The model called the tool "${name}"${type === undefined ? ', which this step does not have' : ` (${type})`} as ${id}, ` +
      `with ${short(call.arguments)}`,
    ...(overridden.length > 0 ? [`Of that the agent set ${overridden.join(', ')}.`] : []),
  ];
  const unanswered = answered_by === 'client' ? 'It is for the client to answer.' : 'It has not answered.';
  const ended =
    output === undefined
      ? unanswered
      : `${ANSWERED[answered_by ?? 'nobody']}${ms === undefined ? '' : ` after ${rounded(ms)} ms`}${error ? ', with an error' : ''}: ${short(output)}`;
  return paragraphs(lines.join('\n'), notes, ended);
}

export function explainCompaction({ session, llm, turns, events, summary, error, ms, notes }: ShownCompaction): string {
  const began = `The LLM "${llm}" was to sum up ${events} events of session "${session}", ${turns === 1 ? 'one turn' : `${turns} turns`}.`;
  if (error !== undefined) return paragraphs(began, notes, `It failed after ${rounded(ms ?? 0)} ms: ${error}`);
  const ended =
    summary === undefined
      ? 'It has not answered.'
      : `The summary stands in their place after ${rounded(ms ?? 0)} ms: ${short(summary)}`;
  return paragraphs(began, notes, ended);
}

export function explainTransition({ from, to, tried }: TransitionNote): string {
  const conditions = tried.map((one) =>
    one.condition === undefined
      ? `To "${one.to}" no condition has to hold.`
      : `To "${one.to}": ${one.condition} ${verdict(one)}.`,
  );
  const outcome =
    to === undefined
      ? `No step follows "${from}", since no condition was true.`
      : `The step "${to}" follows "${from}".`;
  return [outcome, ...conditions].join('\n');
}

function verdict({ held, error, ...one }: TriedCondition): string {
  if (error !== undefined) return `could not be evaluated (${error}), so it was not true`;
  return 'value' in one ? `was ${short(one.value)}, which is not true` : `was ${held ? 'true' : 'false'}`;
}

/** What happened inside is indented. */
function paragraphs(began: string, notes: readonly ShownNote[], ended: string): string {
  const inner = notes.map((note) => explainNote(note).replace(/^(?=.)/gm, '  '));
  return [began, ...inner, ended].join('\n\n');
}

const rounded = (ms: number) => Math.round(ms * 1000) / 1000;
