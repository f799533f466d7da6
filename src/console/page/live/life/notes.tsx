/** What the notes of a journal entry hold, kind by kind, as the server wrote them. */
import type { JournalEntry, ShownNote } from '../../api/types.ts';
import { linkTo } from '../../app/navigation.ts';
import { Code, CopyButton } from '../../parts/code.tsx';
import { count, milliseconds } from '../../parts/format.ts';
import { Section } from '../../parts/pieces.tsx';
import { Fold } from './on-demand.tsx';

/** A call of the journal with what the page knows of its notes and of what was answered. */
export type Entry = Omit<JournalEntry, 'response'> & {
  response: Omit<JournalEntry['response'], 'body' | 'events'> & { body?: AnswerBody | string; events?: StreamEvent[] };
};

/** Of answers to queries, chats and chat completions, as far as they are shown apart from the rest. */
interface AnswerBody {
  summary?: string;
  answer?: string;
  choices?: { message?: { content?: string | null } }[];
  usage?: WireUsage;
}

interface WireUsage {
  prompt_tokens?: number;
  completion_tokens?: number;
}

export interface StreamEvent {
  at_ms: number;
  event: string;
  data: EventData | string | null;
}

interface EventData {
  type?: string;
  /** Of an agent's turn. */
  content?: string;
  generation_chunk?: string;
  choices?: { delta?: { content?: string | null } }[];
  usage?: WireUsage;
}

export type Note<Kind extends ShownNote['kind'] = ShownNote['kind']> = Extract<ShownNote, { kind: Kind }>;

/** Whether it was answered without the provider. */
export const isNotSent = ({ answered_by }: Note<'upstream'>): boolean =>
  answered_by !== undefined && answered_by !== 'sent';

/** In order, each followed by those inside of it: an agent's turn has some, and so has the call of a tool. */
const allNotes = (notes: readonly Note[]): Note[] =>
  notes.flatMap((note) => ('notes' in note ? [note, ...allNotes(note.notes)] : [note]));

export const notesOf = <Kind extends ShownNote['kind']>({ notes }: Entry, kind: Kind): Note<Kind>[] =>
  allNotes(notes).filter((note): note is Note<Kind> => note.kind === kind);

/** Beyond this a text takes long to lay out. */
const LONGEST = 100_000;

/** Every note as the journal has it, so that nothing is hidden by how it is shown above. */
export function AsRecorded({ entry }: { entry: Entry }) {
  const { notes, notes_omitted = 0 } = entry;
  const copy = <CopyButton label="Copy entry" what="entry as JSON" text={() => JSON.stringify(entry, null, 2)} />;
  return (
    <Section title="As recorded" actions={copy}>
      {notes.length === 0 ? (
        <p class="hint">Nothing was recorded inside this call.</p>
      ) : (
        <p class="hint">{count(notes.length, 'note')}, in order.</p>
      )}
      <ol class="recorded">
        {notes.map(({ at_ms, ...note }) => (
          <li>
            <Fold
              summary={
                <>
                  <span class="at">{milliseconds(at_ms)}</span> {note.kind}
                </>
              }
            >
              {() => <Recorded of={note} />}
            </Fold>
          </li>
        ))}
      </ol>
      {notes_omitted > 0 && <p class="hint">The journal left out {count(notes_omitted, 'further note')}.</p>}
    </Section>
  );
}

function Recorded({ of }: { of: { kind: string } }) {
  const text = JSON.stringify(of, null, 2);
  if (text.length <= LONGEST) return <Code of={of} name={`${of.kind} note`} />;
  return (
    <>
      <Code of={text.slice(0, LONGEST)} copy={false} name={`${of.kind} note`} />
      <div class="actions">
        <span class="hint">
          The first {LONGEST.toLocaleString('en')} of {text.length.toLocaleString('en')} characters.
        </span>
        <CopyButton label="Copy all" what="note" text={text} />
      </div>
    </>
  );
}

/** Kinds that parts of their own show. */
const SHOWN_ELSEWHERE = new Set(['plan', 'search', 'rerank', 'prompt', 'model', 'upstream', 'consistency']);

export const otherNotes = ({ notes }: Entry): Note[] =>
  allNotes(notes).filter(({ kind }) => !SHOWN_ELSEWHERE.has(kind));

/** Faults, scripts, and whatever else happened inside. */
export function OtherNotes({ entry }: { entry: Entry }) {
  return (
    <Section title="Other notes">
      <ul class="other-notes">
        {otherNotes(entry).map((note) => (
          <li>
            <span class="at">{milliseconds(note.at_ms)}</span>
            <div class="stack">
              <OtherNote of={note} />
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function OtherNote({ of: note }: { of: Note }) {
  switch (note.kind) {
    case 'fault':
      return <Fault of={note} />;
    case 'script_matched':
      return <ScriptMatched of={note} />;
    case 'scripts_not_matched':
      return <Unscripted of={note} />;
    case 'api_script':
      return <ApiScriptMatched of={note} />;
    case 'api_scripts_not_matched':
      return (
        <>
          <p>API scripts are about this operation, and none matched. The nearest:</p>
          <Refusals of={note.scripts} />
        </>
      );
    default:
      return <Unknown of={note} />;
  }
}

function Fault({ of: { id, fault } }: { of: Note<'fault'> }) {
  const { type, ...settings } = fault;
  return (
    <p>
      The fault <a href={linkTo('controls')}>{id}</a> fired: <code>{type}</code>
      {Object.entries(settings).map(([name, value]) => (
        <>
          {' '}
          <code class="name-value">
            {name} <b>{JSON.stringify(value)}</b>
          </code>
        </>
      ))}
    </p>
  );
}

function ScriptMatched({ of: { llm, tool, script, answer, use, error } }: { of: Note<'script_matched'> }) {
  return (
    <>
      <p>
        The script <a href={linkTo('controls')}>{script}</a> answered for <code>{llm ?? tool}</code>, with its answer{' '}
        {answer}, at its use {use}.
      </p>
      {error && <Code of={error} name="error of the script" />}
    </>
  );
}

function Unscripted({ of: { llm, tool, scripts } }: { of: Note<'scripts_not_matched'> }) {
  if (scripts.length === 0)
    return (
      <p>
        No script answered for <code>{llm ?? tool}</code>: there are none.
      </p>
    );
  return (
    <>
      <p>
        None of {count(scripts.length, 'script')} answered for <code>{llm ?? tool}</code>:
      </p>
      <Refusals of={scripts} />
    </>
  );
}

const DOES = { answers: 'answered', changes: 'changed the answer', passes: 'left it to answer' };

function ApiScriptMatched({ of: { script, does, answer, use, problems = [] } }: { of: Note<'api_script'> }) {
  return (
    <>
      <p>
        The API script <a href={linkTo('controls', 'api-scripts')}>{script}</a> {DOES[does]}, with its answer {answer},
        at its use {use}.
      </p>
      {problems.map((problem) => (
        <p>The contract has it otherwise: {problem}</p>
      ))}
    </>
  );
}

function Refusals({ of: scripts }: { of: Note<'scripts_not_matched'>['scripts'] }) {
  return (
    <div class="table-frame" tabindex={0} role="group" aria-label="Scripts that did not match">
      <table>
        <thead>
          <tr>
            <th scope="col">Script</th>
            <th scope="col">Condition</th>
            <th scope="col">Wanted</th>
            <th scope="col">Found</th>
          </tr>
        </thead>
        <tbody>
          {scripts.map(({ script, condition, wanted, found }) => (
            <tr>
              <td>{script}</td>
              <td>
                <code>{condition}</code>
              </td>
              <td>{wanted}</td>
              <td class="verbatim">{found}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Without what is inside of it, which has lines of its own. */
function Unknown({ of }: { of: { kind: string; at_ms: number; notes?: readonly Note[] } }) {
  const { kind, at_ms: _, notes: __, ...rest } = of;
  return (
    <>
      <h3>{kind.replaceAll('_', ' ')}</h3>
      <Code of={rest} name={kind} />
    </>
  );
}
