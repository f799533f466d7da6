import { linkTo } from '../../app/router.ts';
import { milliseconds } from '../../parts/format.ts';
import { html } from '../../parts/html.ts';
import { Chip, Facts } from '../../parts/pieces.ts';
import { languageName } from '../request/languages.ts';
import type { QueryRun } from '../run/query-run.ts';

/** What there is to say about a run beside its answer. */
export function RunFacts({ run }: { run: QueryRun }) {
  const { call, consistency, language, firstMs, totalMs, problem } = run;
  const id = call?.id ?? problem?.requestId;
  return html`<${Facts} of=${{
    'Factual consistency': consistency === undefined ? undefined : html`<${Consistency} value=${consistency} />`,
    'Answered by': call?.llm && html`<span class="mono">${call.llm}</span>`,
    Preset: call?.preset && html`<span class="mono">${call.preset}</span>`,
    Language: language && `${languageName(language)} (${language})`,
    'First words': firstMs === undefined ? undefined : milliseconds(firstMs),
    Total: totalMs === undefined ? undefined : milliseconds(totalMs),
    Request:
      id &&
      html`<a class="mono" href=${linkTo('live', id)} title=${`See what happened inside: ${id}`}>${id.slice(0, 8)}…</a>`,
  }} />`;
}

/** From here on an answer counts as supported by its sources. */
const SUPPORTED = 0.5;

function Consistency({ value }: { value: number }) {
  return html`<${Chip} tone=${value >= SUPPORTED ? 'good' : 'bad'} title="How well the sources support the answer, from 0 to 1">${value.toFixed(2)}<//>`;
}
