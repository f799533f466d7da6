import { useComputed } from '@preact/signals';
import type { TargetedMouseEvent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { QueryRequest } from '../api/types.ts';
import type { ViewProps } from '../app/app.tsx';
import { linkTo, useShortcut } from '../app/navigation.ts';
import { JsonEditor } from '../parts/fields.tsx';
import { Button, Chip, Empty, ProblemNote, Section, Segmented, ViewHeader } from '../parts/pieces.tsx';
import { type Choices, remember, remembered, useChoices } from './choices.ts';
import { changeForm, changeRequest, type Draft, dropHandwritten, FIRST_DRAFT, requestOf, sidesOf } from './draft.ts';
import { isSame, type QueryForm, type Side } from './form.ts';
import { QueryOutputs } from './output.tsx';
import { QuestionFields, SettingFields } from './query-fields.tsx';
import { refusedFilter } from './query-run.ts';
import { useQueryRun } from './run-query.ts';

/** `#/query/CORPUS-KEY` chooses a corpus, `#/query/CORPUS-KEY/QUERY` asks it as well. */
export function QueryView({ path: [corpus, query] }: ViewProps) {
  const choices = useChoices();
  const [before] = useState(remembered);
  if (!choices.value) {
    return (
      <>
        <ViewHeader title="Query" />
        <ProblemNote problem={choices.problem} />
      </>
    );
  }
  if (choices.value.corpora.length === 0) {
    return (
      <>
        <ViewHeader title="Query" />
        <Section title="No corpora yet">
          <Empty title="No corpora to query">
            <p>A query searches corpora and answers from what it finds.</p>
            <a class="button primary" href={linkTo('corpora')}>
              Open Corpora
            </a>
          </Empty>
        </Section>
      </>
    );
  }
  const [first] = choices.value.corpora.filter(({ enabled }) => enabled);
  const draft = before ?? { ...FIRST_DRAFT, form: { ...FIRST_DRAFT.form, corpora: first ? [first.key] : [] } };
  return <QueryWorkbench choices={choices.value} initial={draft} corpus={corpus} query={query} />;
}

interface QueryWorkbenchProps {
  choices: Choices;
  initial: Draft;
  /** From the address. */
  corpus: string | undefined;
  query: string | undefined;
}

function QueryWorkbench({ choices, initial, corpus, query }: QueryWorkbenchProps) {
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
  const stop = ({ currentTarget }: TargetedMouseEvent<HTMLButtonElement>) => {
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
  return (
    <>
      <ViewHeader title="Query">
        <Button pressed={form.compares} onClick={compare}>
          Compare
        </Button>
      </ViewHeader>
      <div class={`workbench ${form.compares ? 'comparing' : ''}`}>
        <Section title="Question" className="question">
          <QuestionFields {...fields} />
          <div class="actions">
            <Button kind="primary" disabled={!isJson} onClick={() => run()}>
              Run
            </Button>
            {isRunning && <Button onClick={stop}>Stop</Button>}
            <span class="hint keys-hint">
              <kbd>Ctrl</kbd>
              <kbd>Enter</kbd>
            </span>
            {!isJson && <span class="hint">The request is not valid JSON.</span>}
          </div>
        </Section>
        <QueryOutputs form={form} a={runs.a.run} b={runs.b.run} />
        <Section title="Settings" className="settings">
          <SettingFields {...fields} />
        </Section>
        <RequestEditor draft={draft} side={side} onSide={setSide} onChange={change} onValidity={setIsJson} />
      </div>
    </>
  );
}

interface RequestEditorProps {
  draft: Draft;
  side: Side;
  onSide(side: Side): void;
  onChange(draft: Draft): void;
  onValidity(valid: boolean): void;
}

/** Exactly what is sent, to read and to change. */
function RequestEditor({ draft, side, onSide, onChange, onValidity }: RequestEditorProps) {
  const shown = useRef<unknown>(undefined);
  const request = requestOf(draft, side);
  // As long as it says the same, it stays as it was written.
  if (!isSame(shown.current, request)) shown.current = request;
  const edit = (value: unknown) => {
    shown.current = value;
    onChange(changeRequest(draft, side, value));
  };
  const isByHand = side in draft.byHand;
  const actions = (
    <>
      {isByHand && (
        <>
          <Chip tone="warn">edited by hand</Chip>
          <Button onClick={() => onChange(dropHandwritten(draft, side))}>Back to the form</Button>
        </>
      )}
      {sidesOf(draft).length > 1 && <Segmented label="Side" value={side} choices={SIDES} onChange={onSide} />}
    </>
  );
  return (
    <Section title="Request" actions={actions} className="request">
      <p class="hint">
        <code>POST /v2/query</code>{' '}
        {isByHand
          ? 'The form does not show all of this; it is sent as it stands here.'
          : 'The form and this request follow each other.'}
      </p>
      <JsonEditor
        key={side}
        label="Request as JSON"
        rows={18}
        value={shown.current}
        onChange={edit}
        onValidity={onValidity}
      />
    </Section>
  );
}

const SIDES = [
  { value: 'a' as const, label: 'A' },
  { value: 'b' as const, label: 'B' },
];
