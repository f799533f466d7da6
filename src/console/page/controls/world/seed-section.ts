import { useState } from 'preact/hooks';
import { useAction } from '../../api/action.ts';
import { post } from '../../api/call.ts';
import { refreshState } from '../../api/state.ts';
import { count } from '../../parts/format.ts';
import { Button } from '../../parts/forms/button.ts';
import { TextAreaField } from '../../parts/forms/field.ts';
import { FileButton } from '../../parts/forms/files.ts';
import { html } from '../../parts/html.ts';
import { Section } from '../../parts/pieces.ts';
import { ProblemNote } from '../../parts/problem-note.ts';

interface SeedResult {
  created: string[];
  updated: string[];
  unchanged: number;
  kept: { entry: string; reason: string }[];
}

const EXAMPLE = `corpora:
  - key: handbook
    name: Handbook
    documents:
      - id: leave
        type: core
        document_parts:
          - text: Thirty days of leave a year.
`;

/** Fills the account from a seed; resetting goes back to it. */
export function SeedSection() {
  const [text, setText] = useState('');
  const [result, setResult] = useState<SeedResult>();
  const apply = useAction(async () => {
    setResult(undefined);
    setResult(await post<SeedResult>('/_emulator/seed', new Blob([text], { type: 'application/yaml' })));
    await refreshState();
  });
  const open = async ([file]: File[]) => setText(await file!.text());
  return html`<${Section} title="Seed">
    <${TextAreaField} mono label="YAML or JSON" rows=${9} value=${text} onChange=${setText} placeholder=${EXAMPLE}
      hint=${html`What it can hold: <a href="/_emulator/seed/schema" target="_blank">its schema</a>. Seeding twice changes nothing.`} />
    <div class="actions">
      <${Button} kind="primary" disabled=${text.trim() === ''} busy=${apply.running} onClick=${() => apply.run()}>Seed the account<//>
      <${FileButton} label="Open a file" accept=".yaml,.yml,.json" onFiles=${open} />
      <${Button} kind="quiet" onClick=${() => setText(EXAMPLE)}>Take an example<//>
    </div>
    <div role="status">${result && html`<${Outcome} result=${result} />`}</div>
    <${ProblemNote} problem=${apply.problem} />
  <//>`;
}

function Outcome({ result: { created, updated, unchanged, kept } }: { result: SeedResult }) {
  return html`
    <p>${count(created.length, 'entry', 'entries')} made, ${updated.length} changed, ${unchanged} there already.</p>
    ${kept.length > 0 && html`<ul>${kept.map(({ entry, reason }) => html`<li><code>${entry}</code> ${reason}</li>`)}</ul>`}
  `;
}
