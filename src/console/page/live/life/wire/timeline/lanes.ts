import { milliseconds } from '../../../../parts/format.ts';
import { stageClass } from '../../head/stage-bar.ts';
import type { Entry } from '../../notes/call-notes.ts';
import type { Arrivals } from '../arrivals.ts';

export interface Span {
  from: number;
  to: number;
  className: string;
  title: string;
}

/** One row of the timeline: what lasted, and moments by the class that colours them. */
export interface Lane {
  name: string;
  spans: Span[];
  ticks: { className: string; times: number[] }[];
}

export function lanesOf(entry: Entry, { upstreams, chunks, events }: Arrivals): Lane[] {
  const inside = stageSpans(entry);
  return [
    ...(inside.length > 0 ? [{ name: 'Inside', spans: inside, ticks: [] }] : []),
    ...upstreams.map(({ at_ms, total_ms, response, dialect, model }, call): Lane => {
      const to = at_ms + (total_ms ?? entry.duration_ms - at_ms);
      const span = { from: at_ms, to, className: 'waiting', title: `${dialect} ${model} ${milliseconds(to - at_ms)}` };
      return {
        name: upstreams.length > 1 ? `Upstream ${call + 1}` : 'Upstream',
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
  return notes.flatMap(({ at_ms, kind, ...rest }) => {
    const { ms, stage = kind } = rest as { ms?: unknown; stage?: string };
    if (typeof ms !== 'number') return [];
    const from = kind === 'model' ? at_ms : at_ms - ms;
    return [{ from, to: from + ms, className: stageClass(stage), title: `${stage} ${milliseconds(ms)}` }];
  });
}
