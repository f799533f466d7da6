import type { Problem } from '../api/problem.ts';
import { html } from './html.ts';

/** What was refused and why, in the words of the API; nothing without a problem. */
export function ProblemNote({ problem, title }: { problem: Problem | undefined; title?: string }) {
  if (!problem) return null;
  const fields = Object.entries(problem.fields).filter(([, rule]) => !problem.message.includes(rule));
  return html`<div class="note problem" role="alert">
    <p><strong>${title ?? (problem.status ? `Refused with ${problem.status}` : 'Failed')}</strong></p>
    <p class="words">${problem.message}</p>
    ${fields.length > 0 && html`<ul>${fields.map(([field, rule]) => html`<li><code>${field}</code> ${rule}</li>`)}</ul>`}
    ${problem.requestId && html`<p class="hint"><a href=${`#/live/${problem.requestId}`}>See what happened</a></p>`}
  </div>`;
}
