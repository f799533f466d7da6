import type { RefObject } from 'preact';
import { html } from '../../parts/html.ts';
import { moveTo } from './edit-text.ts';

export interface TemplateProblem {
  line: number;
  column: number;
  text: string;
  /** `bad`: no prompt comes of it; `warn`: it may not be what is meant. */
  tone: 'bad' | 'warn';
}

interface ProblemListProps {
  problems: readonly TemplateProblem[];
  isChecked: boolean;
  error: string | undefined;
  area: RefObject<HTMLTextAreaElement>;
}

/** What is wrong where; choosing one moves the cursor there. */
export function ProblemList({ problems, isChecked, error, area }: ProblemListProps) {
  const refused = error !== undefined && problems.length === 0;
  return html`<div class="template-problems" role="status" aria-label="Problems of the template">
    ${problems.length === 0 && !refused && html`<p class="hint">${isChecked ? 'No problems.' : 'Checking…'}</p>`}
    ${refused && html`<p class="bad">${error}</p>`}
    ${
      problems.length > 0 &&
      html`<ul>${problems.map(
        ({ line, column, text, tone }) => html`<li key=${`${line}:${column}`}>
          <button type="button" class=${tone} onClick=${() => moveTo(area.current!, line, column)}>
            <span class="place">Line ${line}, column ${column}</span>${' '}<span>${text}</span>
          </button>
        </li>`,
      )}</ul>`
    }
  </div>`;
}
