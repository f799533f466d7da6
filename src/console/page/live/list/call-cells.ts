import type { JournalSummary } from '../../../../journal/journal-schema.ts';
import { linkTo } from '../../app/router.ts';
import { milliseconds, timeOfDay } from '../../parts/format.ts';
import { html } from '../../parts/html.ts';
import { Chip, type Tone } from '../../parts/pieces.ts';

export const COLUMNS = ['Time', 'Status', 'Method', 'Path', 'LLM', 'Marks', 'Duration'];

/** The cells of a row; where each stands is the style sheet's matter. */
export function callCells(call: JournalSummary) {
  const { id, time, method, path, query_string, operation, llms = [], errors, state, duration_ms } = call;
  const address = path + query_string;
  const llm = llms.join(', ');
  return html`
    <span role="gridcell" class="time">${timeOfDay(time)}</span>
    <span role="gridcell" class="status ${toneOf(call)}">${statusOf(call)}</span>
    <span role="gridcell" class="method">${method}</span>
    <span role="gridcell" class="path">
      <a href=${linkTo('live', id)} tabindex="-1" title=${address}>${path}<span class="soft">${query_string}</span></a>
      ${operation && html`<span class="soft operation">${operation}</span>`}
      ${errors[0] && html`<span class="error" title=${errors[0]}>${errors[0]}</span>`}
    </span>
    <span role="gridcell" class="llm" title=${llm}>${llm}</span>
    <span role="gridcell" class="marks">${marksOf(call).map(({ text, tone, title }) => html`<${Chip} tone=${tone} title=${title}>${text}<//>`)}</span>
    <span role="gridcell" class="duration">${state === 'running' ? '' : milliseconds(duration_ms)}</span>
  `;
}

/** Good, bad … as a class of the style sheet. */
export function toneOf({ state, status = 0, failed }: JournalSummary): Tone {
  if (state === 'running') return 'info';
  if (status >= 500) return 'bad';
  if (status >= 400) return 'warn';
  return failed ? 'bad' : 'good';
}

function statusOf({ state, status }: JournalSummary) {
  if (state === 'running') return html`<span class="running">running</span>`;
  return status ?? '–';
}

interface Mark {
  text: string;
  tone?: Tone;
  title: string;
}

function marksOf({ is_stream, faults, scripts, client_left, failed, status = 0 }: JournalSummary): Mark[] {
  const many = (text: string, count: number) => (count > 1 ? `${count} ${text}s` : text);
  const marks: (Mark | false)[] = [
    is_stream && { text: 'stream', title: 'Answered with server-sent events' },
    scripts > 0 && { text: many('script', scripts), tone: 'info', title: 'A script answered for a language model' },
    faults > 0 && { text: many('fault', faults), tone: 'warn', title: 'Something went wrong on purpose' },
    client_left && { text: 'left', tone: 'bad', title: 'The client left before the answer was complete' },
    failed && status < 400 && !client_left && { text: 'failed', tone: 'bad', title: 'Failed within its answer' },
  ];
  return marks.filter((mark) => mark !== false);
}
