import { type ReadonlySignal, useComputed } from '@preact/signals';
import { useMemo, useRef, useState } from 'preact/hooks';
import { Code } from '../../parts/code/code.ts';
import { count } from '../../parts/format.ts';
import { html } from '../../parts/html.ts';
import { Chip, Section } from '../../parts/pieces.ts';
import { ProblemNote } from '../../parts/problem-note.ts';
import { type AnswerPiece, citationFinder } from '../run/citation-marks.ts';
import type { QueryRun } from '../run/query-run.ts';
import { rankChanges } from '../run/rank-changes.ts';
import { AnswerText } from './answer-text.ts';
import { RunFacts } from './run-facts.ts';
import { Sources } from './sources.ts';

export interface QueryOutputProps {
  title: string;
  run: ReadonlySignal<QueryRun>;
  other: ReadonlySignal<QueryRun>;
  /** What sets it apart from the other side, where there is one. */
  apart: readonly string[] | false;
}

/** What a run brings, as it comes: the answer, what is to say of it, its sources. */
export function QueryOutput({ title, run: shown, other, apart }: QueryOutputProps) {
  const run = shown.value;
  const others = useComputed(() => other.value.results).value;
  const { phase, request, text, results, prompt, warnings, problem } = run;
  const pane = useRef<HTMLDivElement>(null);
  const [lit, setLit] = useState<readonly number[]>([]);
  const find = useMemo(() => citationFinder(request?.generation?.citations ?? {}, results ?? []), [request, results]);
  const pieces = useMemo(() => find(text), [find, text]);
  const isCompared = apart !== false;
  const changes = useMemo(
    () => (isCompared && results && others ? rankChanges(results, others) : undefined),
    [isCompared, results, others],
  );
  const goTo = (selector: string) => {
    const found = pane.current?.querySelector<HTMLElement>(selector);
    found?.scrollIntoView({ block: 'nearest' });
    found?.focus({ preventScroll: true });
  };
  const goToSource = (number: number) => goTo(`[data-source="${number}"] .source-number`);
  const goToCitation = () => goTo('.citation.lit');
  const cited = countCited(pieces);
  const sources = useMemo(
    () =>
      results &&
      html`<${Sources} results=${results} cited=${cited} changes=${changes} lit=${lit} onPoint=${setLit} onGo=${goToCitation} />`,
    [results, [...cited].join(' '), changes, lit],
  );
  const asked = request?.generation && request.generation.enabled !== false;
  return html`<div class="query-output" ref=${pane}>
    <${Section} title=${title} actions=${html`<${Phase} run=${run} />`}>
      ${isCompared && apart.length > 0 && html`<p class="apart">${apart.map((words) => html`<${Chip}>${words}<//>`)}</p>`}
      ${text !== '' && html`<${AnswerText} pieces=${pieces} lit=${lit} onPoint=${setLit} onGo=${goToSource} isComing=${phase === 'running'} />`}
      ${phase === 'idle' && html`<p class="hint">Not asked yet.</p>`}
      ${text === '' && phase === 'running' && html`<p class="hint">${results && asked ? 'Waiting for the first words.' : 'Searching.'}</p>`}
      ${text === '' && phase === 'done' && html`<p class="hint">${asked ? 'The answer is empty.' : 'Searched only; no answer was asked for.'}</p>`}
      <${ProblemNote} problem=${problem} title=${problem && !problem.status ? 'The answer failed' : undefined} />
      ${phase === 'stopped' && html`<p class="note">Stopped. This is what had come until then.</p>`}
      ${warnings.map((warning) => html`<p class="note"><code>${warning}</code></p>`)}
      <${RunFacts} run=${run} />
      ${prompt !== undefined && html`<details><summary>Prompt as rendered</summary><${Code} of=${prompt} name="Rendered prompt" /></details>`}
    <//>
    ${
      results &&
      html`<section class="stack" aria-label=${`${title}: sources`}>
        <h3>${count(results.length, 'source')}</h3>
        ${sources}
      </section>`
    }
  </div>`;
}

function Phase({ run: { phase } }: { run: QueryRun }) {
  if (phase === 'running') return html`<${Chip} tone="info">running<//>`;
  if (phase === 'failed') return html`<${Chip} tone="bad">failed<//>`;
  if (phase === 'stopped') return html`<${Chip} tone="warn">stopped<//>`;
  return null;
}

function countCited(pieces: readonly AnswerPiece[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const piece of pieces) {
    if (typeof piece === 'string') continue;
    for (const source of piece.sources) counts.set(source, (counts.get(source) ?? 0) + 1);
  }
  return counts;
}
