import { useMemo } from 'preact/hooks';
import { count, milliseconds } from '../../../../parts/format.ts';
import { html } from '../../../../parts/html.ts';
import type { Entry } from '../../notes/call-notes.ts';
import type { Arrivals } from '../arrivals.ts';
import { type Axis, createAxis } from './axis.ts';
import { type Lane, lanesOf } from './lanes.ts';

export const SPANS = [
  { value: 'call', label: 'The whole call' },
  { value: 'answer', label: 'The answer' },
] as const;
export type ShownSpan = (typeof SPANS)[number]['value'];

/** A time that is looked at, and until when what belongs to it lasts. */
export interface Look {
  from: number;
  to: number;
}

export interface TimelineProps {
  entry: Entry;
  arrivals: Arrivals;
  span: ShownSpan;
  look: Look | undefined;
}

/** When a model was first asked. */
export const askedAt = ({ notes }: Entry): number =>
  notes.find(({ kind }) => kind === 'model' || kind === 'upstream')?.at_ms ?? 0;

/** What happened inside, when chunks came from upstream and when events left for the client. */
export function Timeline({ entry, arrivals, span, look }: TimelineProps) {
  const { duration_ms } = entry;
  const axis = createAxis(span === 'answer' ? askedAt(entry) : 0, duration_ms);
  const lanes = useMemo(() => lanesOf(entry, arrivals), [entry, arrivals]);
  return html`<div class="timeline">
    <div class="plot" role="img" aria-label=${summaryOf(entry, arrivals)}>
      ${lanes.map((lane) => html`<div class="lane-name">${lane.name}</div><${LaneTrack} key=${lane.name} lane=${lane} from=${axis.from} to=${axis.to} />`)}
      <div class="lane-name"></div>
      <div class="axis">${axis.marks.map((mark) => html`<span class=${axis.place(mark) > 90 ? 'late' : ''} style=${{ left: `${axis.place(mark)}%` }}>${axisTime(mark)}</span>`)}</div>
      <div class="marks"><${Marks} axis=${axis} firstToken=${arrivals.firstToken} look=${look} /></div>
    </div>
    <p class="hint legend">
      ${arrivals.chunks.length > 0 && html`<span><i class="chunk"></i>a chunk arrives</span>`}
      ${arrivals.events.some(({ said }) => said !== undefined) && html`<span><i class="answer"></i>text leaves</span>`}
      ${arrivals.events.some(({ said }) => said === undefined) && html`<span><i class="other"></i>another event leaves</span>`}
    </p>
  </div>`;
}

function LaneTrack({ lane, from, to }: { lane: Lane; from: number; to: number }) {
  return useMemo(() => {
    const axis = createAxis(from, to);
    const x = (time: number) => (axis.place(time) * 10).toFixed(2);
    const shown = lane.spans.filter((span) => span.to >= from);
    return html`<svg class="lane" viewBox="0 0 1000 20" preserveAspectRatio="none" aria-hidden="true">
      ${shown.map(
        (span) => html`<rect class=${span.className} x=${x(span.from)} y="3" height="14"
          width=${Math.max(1.5, (axis.place(span.to) - axis.place(span.from)) * 10).toFixed(2)}><title>${span.title}</title></rect>`,
      )}
      ${lane.ticks.map(
        ({ className, times }) =>
          html`<path class="tick ${className}" d=${times
            .filter((time) => time >= from)
            .map((time) => `M${x(time)} 2V18`)
            .join('')} />`,
      )}
    </svg>`;
  }, [lane, from, to]);
}

function Marks({ axis, firstToken, look }: { axis: Axis; firstToken: number | undefined; look: Look | undefined }) {
  return html`
    ${
      firstToken !== undefined &&
      html`<div class="first-token ${axis.place(firstToken) > 70 ? 'late' : ''}" style=${{ left: `${axis.place(firstToken)}%` }}><span>first token ${milliseconds(firstToken)}</span></div>`
    }
    ${look && html`<div class="looked-at" style=${{ left: `${axis.place(look.from)}%`, width: `${axis.place(look.to) - axis.place(look.from)}%` }}></div>`}
  `;
}

const axisTime = (ms: number) => (ms >= 10_000 ? `${+(ms / 1000).toFixed(2)} s` : `${+ms.toFixed(2)} ms`);

function summaryOf({ duration_ms }: Entry, { chunks, events, firstToken }: Arrivals): string {
  const said = [
    chunks.length > 0 && `${count(chunks.length, 'chunk')} from upstream`,
    events.length > 0 && `${count(events.length, 'event')} to the client`,
    firstToken !== undefined && `the first token after ${milliseconds(firstToken)}`,
    `${milliseconds(duration_ms)} in all`,
  ];
  return `Timeline: ${said.filter(Boolean).join(', ')}`;
}
