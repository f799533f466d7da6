import { count } from '../../../parts/format.ts';
import { html } from '../../../parts/html.ts';
import type { Answer } from './answer-of.ts';

export function Score({ score, warning }: { score: number | undefined; warning: string | undefined }) {
  if (score === undefined && warning === undefined) return null;
  return html`<div class="measure">
    <h3>Factual consistency score</h3>
    ${
      score === undefined
        ? html`<p>None: <code>${warning}</code></p>`
        : html`<p class="figure">${score.toFixed(2)}</p>
        <div class="bar" aria-hidden="true"><i class=${score < 0.5 ? 'low' : 'high'} style=${{ width: `${score * 100}%` }}></i></div>
        <p class="hint">How likely the answer follows from the results: 1 is certain.</p>`
    }
  </div>`;
}

export function Cost({ usage }: { usage: Answer['usage'] }) {
  if (!usage) return null;
  const { promptTokens, completionTokens, calls } = usage;
  const all = promptTokens + completionTokens;
  return html`<div class="measure">
    <h3>Cost in tokens</h3>
    <p class="figure">${all.toLocaleString('en')}</p>
    <div class="bar" aria-hidden="true">
      <i class="by-prompt" style=${{ flexGrow: promptTokens }}></i><i class="by-answer" style=${{ flexGrow: completionTokens }}></i>
    </div>
    <p class="hint"><span class="legend inline"><span><i class="by-prompt"></i>${promptTokens.toLocaleString('en')} for the prompt</span> <span><i class="by-answer"></i>${completionTokens.toLocaleString('en')} for the answer</span></span>${calls > 1 && html` in ${count(calls, 'model call')}`}</p>
  </div>`;
}
