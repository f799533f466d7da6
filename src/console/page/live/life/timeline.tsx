import { useMemo } from 'preact/hooks';
import { count, milliseconds } from '../../parts/format.ts';
import { type Arrivals, sourceOf } from './arrivals.ts';
import { stageClass } from './head.tsx';
import type { Entry } from './notes.tsx';

export const SPANS = [
  { value: 'call', label: 'Whole call' },
  { value: 'answer', label: 'The answer' },
] as const;
export type ShownSpan = (typeof SPANS)[number]['value'];

/** A time that is looked at, and until when what belongs to it lasts. */
export interface Look {
  from: number;
  to: number;
}

interface TimelineProps {
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
  return (
    <div class="timeline">
      <div class="plot" role="img" aria-label={summaryOf(entry, arrivals)}>
        {lanes.map((lane) => (
          <>
            <div class="lane-name">{lane.name}</div>
            <LaneTrack key={lane.name} lane={lane} from={axis.from} to={axis.to} />
          </>
        ))}
        <div class="lane-name" />
        <div class="axis">
          {axis.marks.map((mark) => (
            <span class={axis.place(mark) > 90 ? 'late' : ''} style={{ left: `${axis.place(mark)}%` }}>
              {axisTime(mark)}
            </span>
          ))}
        </div>
        <div class="marks">
          <Marks axis={axis} firstToken={arrivals.firstToken} look={look} />
        </div>
      </div>
      <p class="hint legend">
        {arrivals.chunks.length > 0 && (
          <span>
            <i class="chunk" />a chunk arrives
          </span>
        )}
        {arrivals.events.some(({ said }) => said !== undefined) && (
          <span>
            <i class="answer" />
            text leaves
          </span>
        )}
        {arrivals.events.some(({ said }) => said === undefined) && (
          <span>
            <i class="other" />
            another event leaves
          </span>
        )}
      </p>
    </div>
  );
}

function LaneTrack({ lane, from, to }: { lane: Lane; from: number; to: number }) {
  return useMemo(() => {
    const axis = createAxis(from, to);
    const x = (time: number) => (axis.place(time) * 10).toFixed(2);
    const shown = lane.spans.filter((span) => span.to >= from);
    return (
      <svg class="lane" viewBox="0 0 1000 20" preserveAspectRatio="none" aria-hidden="true">
        {shown.map((span) => (
          <rect
            class={span.className}
            x={x(span.from)}
            y="3"
            height="14"
            width={Math.max(1.5, (axis.place(span.to) - axis.place(span.from)) * 10).toFixed(2)}
          >
            <title>{span.title}</title>
          </rect>
        ))}
        {lane.ticks.map(({ className, times }) => (
          <path
            class={`tick ${className}`}
            d={times
              .filter((time) => time >= from)
              .map((time) => `M${x(time)} 2V18`)
              .join('')}
          />
        ))}
      </svg>
    );
  }, [lane, from, to]);
}

function Marks({ axis, firstToken, look }: { axis: Axis; firstToken: number | undefined; look: Look | undefined }) {
  return (
    <>
      {firstToken !== undefined && (
        <div
          class={`first-token ${axis.place(firstToken) > 70 ? 'late' : ''}`}
          style={{ left: `${axis.place(firstToken)}%` }}
        >
          <span>first token {milliseconds(firstToken)}</span>
        </div>
      )}
      {look && (
        <div
          class="looked-at"
          style={{ left: `${axis.place(look.from)}%`, width: `${axis.place(look.to) - axis.place(look.from)}%` }}
        />
      )}
    </>
  );
}

const axisTime = (ms: number) => (ms >= 10_000 ? `${+(ms / 1000).toFixed(2)} s` : `${+ms.toFixed(2)} ms`);

function summaryOf({ duration_ms }: Entry, { upstreams, chunks, events, firstToken }: Arrivals): string {
  const said = [
    chunks.length > 0 && `${count(chunks.length, 'chunk')} from ${sourceOf(upstreams).toLowerCase()}`,
    events.length > 0 && `${count(events.length, 'event')} to the client`,
    firstToken !== undefined && `the first token after ${milliseconds(firstToken)}`,
    `${milliseconds(duration_ms)} in all`,
  ];
  return `Timeline: ${said.filter(Boolean).join(', ')}`;
}

/** Where times stand on an axis. */
interface Axis {
  from: number;
  to: number;
  /** In percent of the whole, between 0 and 100. */
  place(time: number): number;
  marks: number[];
}

const MARKS = 6;

function createAxis(from: number, to: number): Axis {
  const span = Math.max(to - from, 0.001);
  const step = niceStep(span / MARKS);
  const marks: number[] = [];
  for (let mark = Math.ceil(from / step) * step; mark <= to; mark += step) marks.push(mark);
  return { from, to, marks, place: (time) => Math.min(100, Math.max(0, ((time - from) / span) * 100)) };
}

/** 1, 2 or 5 times a power of ten. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const [factor = 10] = [1, 2, 5].filter((one) => one * power >= rough);
  return factor * power;
}

interface Span {
  from: number;
  to: number;
  className: string;
  title: string;
}

/** One row of the timeline: what lasted, and moments by the class that colours them. */
interface Lane {
  name: string;
  spans: Span[];
  ticks: { className: string; times: number[] }[];
}

function lanesOf(entry: Entry, { upstreams, chunks, events }: Arrivals): Lane[] {
  const inside = stageSpans(entry);
  return [
    ...(inside.length > 0 ? [{ name: 'Inside', spans: inside, ticks: [] }] : []),
    ...upstreams.map(({ at_ms, total_ms, response, dialect, model }, call): Lane => {
      const to = at_ms + (total_ms ?? entry.duration_ms - at_ms);
      const span = { from: at_ms, to, className: 'waiting', title: `${dialect} ${model} ${milliseconds(to - at_ms)}` };
      return {
        name: upstreams.length > 1 ? `Upstream ${call + 1}` : sourceOf(upstreams),
        spans: [span],
        ticks: [
          { className: 'head', times: response ? [at_ms + response.headers_ms] : [] },
          { className: 'chunk', times: chunks.filter((chunk) => chunk.call === call).map(({ at }) => at) },
        ],
      };
    }),
    {
      name: 'Client',
      spans: [
        { from: 0, to: entry.duration_ms, className: 'waiting', title: `the call ${milliseconds(entry.duration_ms)}` },
      ],
      ticks: [
        { className: 'other', times: events.filter(({ said }) => said === undefined).map(({ at_ms }) => at_ms) },
        { className: 'answer', times: events.filter(({ said }) => said !== undefined).map(({ at_ms }) => at_ms) },
      ],
    },
  ];
}

/** Notes that tell of what is over come at its end; models are noted when they are asked. */
function stageSpans({ notes }: Entry): Span[] {
  return notes.flatMap((note) => {
    const { at_ms, kind } = note;
    const ms = 'ms' in note ? note.ms : undefined;
    const stage = 'stage' in note && typeof note.stage === 'string' ? note.stage : kind;
    if (ms === undefined) return [];
    const from = kind === 'model' ? at_ms : at_ms - ms;
    return [{ from, to: from + ms, className: stageClass(stage), title: `${stage} ${milliseconds(ms)}` }];
  });
}
