import { linkTo } from '../../../app/router.ts';
import { Code } from '../../../parts/code/code.ts';
import { count, milliseconds } from '../../../parts/format.ts';
import { html } from '../../../parts/html.ts';
import { Section } from '../../../parts/pieces.ts';
import type { Entry, FaultNote, Note, ScriptNote, UnscriptedNote } from './call-notes.ts';

/** Kinds that parts of their own show. */
const SHOWN_ELSEWHERE = new Set(['plan', 'search', 'rerank', 'prompt', 'model', 'upstream', 'consistency']);

export const otherNotes = ({ notes }: Entry): Note[] => notes.filter(({ kind }) => !SHOWN_ELSEWHERE.has(kind));

/** Faults, scripts, and whatever else happened inside. */
export function OtherNotes({ entry }: { entry: Entry }) {
  return html`<${Section} title="Also noted">
    <ul class="other-notes">
      ${otherNotes(entry).map((note) => html`<li><span class="at">${milliseconds(note.at_ms)}</span><div class="stack"><${OtherNote} of=${note} /></div></li>`)}
    </ul>
  <//>`;
}

function OtherNote({ of: note }: { of: Note }) {
  switch (note.kind) {
    case 'fault':
      return html`<${Fault} of=${note as unknown as FaultNote} />`;
    case 'script_matched':
      return html`<${Script} of=${note as unknown as ScriptNote} />`;
    case 'scripts_not_matched':
      return html`<${Unscripted} of=${note as unknown as UnscriptedNote} />`;
    default:
      return html`<${Unknown} of=${note} />`;
  }
}

function Fault({ of: { id, fault } }: { of: FaultNote }) {
  const { type, ...settings } = fault;
  return html`<p>The fault <a href=${linkTo('controls')}>${id}</a> fired: <code>${type}</code>
    ${Object.entries(settings).map(([name, value]) => html` <code class="name-value">${name} <b>${JSON.stringify(value)}</b></code>`)}</p>`;
}

function Script({ of: { llm, script, answer, use, error } }: { of: ScriptNote }) {
  return html`<p>The script <a href=${linkTo('controls')}>${script}</a> answered for <code>${llm}</code>, with its answer
      ${' '}${answer}, at its use ${use}.</p>
    ${error && html`<${Code} of=${error} name="error of the script" />`}`;
}

function Unscripted({ of: { llm, scripts } }: { of: UnscriptedNote }) {
  if (scripts.length === 0) return html`<p>No script answered for <code>${llm}</code>: there is none.</p>`;
  return html`<p>None of ${count(scripts.length, 'script')} answered for <code>${llm}</code>:</p>
    <div class="table-frame" tabindex="0" role="group" aria-label="Scripts that did not match"><table>
      <thead><tr><th scope="col">Script</th><th scope="col">Condition</th><th scope="col">Wanted</th><th scope="col">Found</th></tr></thead>
      <tbody>${scripts.map(
        ({ script, condition, wanted, found }) =>
          html`<tr><td>${script}</td><td><code>${condition}</code></td><td>${wanted}</td><td class="verbatim">${found}</td></tr>`,
      )}</tbody>
    </table></div>`;
}

function Unknown({ of: { kind, at_ms: _, ...rest } }: { of: Note }) {
  return html`<h3>${kind.replaceAll('_', ' ')}</h3><${Code} of=${rest} name=${kind} />`;
}
