import { useMemo, useState } from 'preact/hooks';
import { count, milliseconds } from '../../../parts/format.ts';
import { html } from '../../../parts/html.ts';
import { Facts, Section, Segmented } from '../../../parts/pieces.ts';
import type { Entry } from '../notes/call-notes.ts';
import { type Arrivals, arrivalsOf, wireRows } from './arrivals.ts';
import { BesideTable } from './beside/beside-table.ts';
import { nearOf } from './beside/near.ts';
import { askedAt, type ShownSpan, SPANS, Timeline } from './timeline/timeline.ts';

/** What came from upstream beside what the client was sent, in time. */
export function Wire({ entry }: { entry: Entry }) {
  const arrivals = useMemo(() => arrivalsOf(entry), [entry]);
  const rows = useMemo(() => wireRows(arrivals), [arrivals]);
  const [group, setGroup] = useState<number>();
  const [span, setSpan] = useState<ShownSpan>('call');
  const near = useMemo(() => (group === undefined ? undefined : nearOf(rows, group)), [rows, group]);
  return html`<${Section} title="On the wire" actions=${askedAt(entry) > entry.duration_ms * 0.1 && html`<${Segmented} label="Time shown" value=${span} choices=${SPANS} onChange=${setSpan} />`}>
    <${Figures} entry=${entry} arrivals=${arrivals} />
    <${Timeline} entry=${entry} arrivals=${arrivals} span=${span} look=${near?.look} />
    ${rows.length > 0 && html`<${BesideTable} rows=${rows} calls=${arrivals.upstreams.length} hasChunks=${arrivals.chunks.length > 0} near=${near} onLook=${setGroup} />`}
    <${Omitted} entry=${entry} arrivals=${arrivals} />
  <//>`;
}

function Figures({
  entry,
  arrivals: { upstreams, chunks, events, firstToken, longestGap },
}: {
  entry: Entry;
  arrivals: Arrivals;
}) {
  const left = upstreams.findLast(({ at_ms }) => at_ms <= (firstToken ?? 0))?.at_ms;
  const sinceLeft = left === undefined ? '' : `, ${milliseconds(firstToken! - left)} after the request left`;
  return html`<${Facts} of=${{
    'First token': firstToken === undefined ? undefined : `${milliseconds(firstToken)}${sinceLeft}`,
    'Longest gap': longestGap && `${milliseconds(longestGap.ms)}, from ${milliseconds(longestGap.from)} on`,
    Upstream: chunks.length > 0 ? count(chunks.length, 'chunk') : undefined,
    Client: events.length > 0 ? count(events.length, 'event') : undefined,
    Total: milliseconds(entry.duration_ms),
  }} />`;
}

function Omitted({ entry: { response }, arrivals }: { entry: Entry; arrivals: Arrivals }) {
  const chunks = arrivals.upstreams.reduce((sum, { response: answer }) => sum + (answer?.chunks_omitted ?? 0), 0);
  const { events_omitted = 0 } = response;
  if (chunks + events_omitted === 0) return null;
  return html`<p class="hint">The journal left out ${[chunks > 0 && count(chunks, 'chunk'), events_omitted > 0 && count(events_omitted, 'event')].filter(Boolean).join(' and ')}.</p>`;
}
