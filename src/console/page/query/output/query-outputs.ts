import { type ReadonlySignal, useComputed } from '@preact/signals';
import { milliseconds } from '../../parts/format.ts';
import { html } from '../../parts/html.ts';
import { Empty, Section } from '../../parts/pieces.ts';
import type { QueryForm } from '../request/query-form.ts';
import type { QueryRun } from '../run/query-run.ts';
import { differences } from './differences.ts';
import { QueryOutput } from './query-output.ts';

export interface QueryOutputsProps {
  form: QueryForm;
  a: ReadonlySignal<QueryRun>;
  b: ReadonlySignal<QueryRun>;
}

/** One answer, or two side by side. */
export function QueryOutputs({ form, a, b }: QueryOutputsProps) {
  const { compares } = form;
  const isIdle = useComputed(() => a.value.phase === 'idle' && b.value.phase === 'idle').value;
  const ofA = useComputed(() => spoken(a.value)).value;
  const ofB = useComputed(() => spoken(b.value)).value;
  return html`<div class="outputs">
    <p class="sr-only" role="status">${compares ? [ofA && `Answer A ${ofA}`, ofB && `Answer B ${ofB}`].join(' ') : ofA && `The answer ${ofA}`}</p>
    ${
      isIdle
        ? html`<${Section} title="Answer"><${Empty} title="Not asked yet">
            <p>Run the query: its answer streams in here, with the sources it was made from.</p>
          <//><//>`
        : html`<${QueryOutput} title=${compares ? 'Answer A' : 'Answer'} run=${a} other=${b} apart=${compares && differences(form.a, form.b)} />
            ${compares && html`<${QueryOutput} title="Answer B" run=${b} other=${a} apart=${differences(form.b, form.a)} />`}`
    }
  </div>`;
}

/** News for those who do not see it come. */
function spoken({ phase, totalMs }: QueryRun): string {
  if (phase === 'running') return 'is on its way.';
  if (phase === 'done') return totalMs === undefined ? 'is complete.' : `is complete after ${milliseconds(totalMs)}.`;
  if (phase === 'failed') return 'failed.';
  return phase === 'stopped' ? 'was stopped.' : '';
}
