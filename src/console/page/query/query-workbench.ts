import { useComputed } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { QueryRequest } from '../../../query/wire/query-schema.ts';
import { linkTo } from '../app/router.ts';
import { useShortcut } from '../app/shortcuts.ts';
import { Button } from '../parts/forms/button.ts';
import { html } from '../parts/html.ts';
import { Section, ViewHeader } from '../parts/pieces.ts';
import type { Choices } from './form/choices.ts';
import { QuestionFields, SettingFields } from './form/query-fields.ts';
import { RequestEditor } from './form/request-editor.ts';
import { QueryOutputs } from './output/query-outputs.ts';
import { changeForm, type Draft, requestOf, sidesOf } from './request/draft.ts';
import type { QueryForm, Side } from './request/query-form.ts';
import { remember } from './request/remembered.ts';
import { refusedFilter } from './run/refused-filter.ts';
import { useQueryRun } from './run/use-query-run.ts';

export interface QueryWorkbenchProps {
  choices: Choices;
  initial: Draft;
  /** From the address. */
  corpus: string | undefined;
  query: string | undefined;
}

export function QueryWorkbench({ choices, initial, corpus, query }: QueryWorkbenchProps) {
  const [draft, setDraft] = useState(initial);
  const [side, setSide] = useState<Side>('a');
  const [isJson, setIsJson] = useState(true);
  const runs = { a: useQueryRun(), b: useQueryRun() };
  const change = (next: Draft) => {
    setDraft(next);
    remember(next);
    if (!next.form.compares) setSide('a');
  };
  const set = (fields: Partial<QueryForm>) => change(changeForm(draft, fields));
  const compare = () => (draft.form.compares ? set({ compares: false }) : set({ compares: true, b: draft.form.a }));
  const isRunning = useComputed(
    () => runs.a.run.value.phase === 'running' || runs.b.run.value.phase === 'running',
  ).value;
  const refused = useComputed(() => refusedFilter(runs.a.run.value) ?? refusedFilter(runs.b.run.value)).value;
  const run = (wanted: Draft = draft) => {
    remember(wanted);
    for (const one of sidesOf(wanted)) runs[one].start(requestOf(wanted, one) as QueryRequest);
  };
  const stop = ({ currentTarget }: { currentTarget: HTMLButtonElement }) => {
    runs.a.stop();
    runs.b.stop();
    // The button goes away, and the focus with it.
    currentTarget.parentElement?.querySelector('button')?.focus();
  };
  useShortcut('Mod+Enter', 'Run the query', () => isJson && run());
  useEffect(() => {
    if (corpus === undefined) return;
    const next = changeForm(draft, { corpora: [corpus], ...(query !== undefined && { query }) });
    change(next);
    if (query !== undefined) run(next);
    // Done once: not again when the page is loaded anew, with other corpora chosen meanwhile.
    location.replace(linkTo('query'));
  }, [corpus, query]);

  const { form } = draft;
  const fields = {
    form,
    choices,
    onChange: set,
    filterError: refused?.filter === form.filter ? refused.problem : undefined,
  };
  return html`
    <${ViewHeader} title="Query">
      <${Button} pressed=${form.compares} onClick=${compare}>Compare two<//>
    <//>
    <div class="workbench ${form.compares ? 'comparing' : ''}">
      <${Section} title="Question" className="question">
        <${QuestionFields} ...${fields} />
        <div class="actions">
          <${Button} kind="primary" disabled=${!isJson} onClick=${() => run()}>Run<//>
          ${isRunning && html`<${Button} onClick=${stop}>Stop<//>`}
          <span class="hint keys-hint"><kbd>Ctrl</kbd><kbd>Enter</kbd></span>
          ${!isJson && html`<span class="hint">The request is not JSON yet.</span>`}
        </div>
      <//>
      <${QueryOutputs} form=${form} a=${runs.a.run} b=${runs.b.run} />
      <${Section} title="Settings" className="settings"><${SettingFields} ...${fields} /><//>
      <${RequestEditor} draft=${draft} side=${side} onSide=${setSide} onChange=${change} onValidity=${setIsJson} />
    </div>
  `;
}
