import { useMemo, useRef, useState } from 'preact/hooks';
import { Code } from '../../parts/code.tsx';
import { count, milliseconds } from '../../parts/format.ts';
import { Button, Chip, Facts, Section, Segmented } from '../../parts/pieces.tsx';
import {
  type Arrivals,
  arrivalsOf,
  type Chunk,
  dataLine,
  type Near,
  nearOf,
  type SentEvent,
  sourceOf,
  type WireRow,
  wireRows,
} from './arrivals.ts';
import { type Entry, isNotSent } from './notes.tsx';
import { Fold, LongText, useGrowing } from './on-demand.tsx';
import { askedAt, type ShownSpan, SPANS, Timeline } from './timeline.tsx';

/** What came from upstream beside what the client was sent, in time. */
export function Wire({ entry }: { entry: Entry }) {
  const arrivals = useMemo(() => arrivalsOf(entry), [entry]);
  const rows = useMemo(() => wireRows(arrivals), [arrivals]);
  const [group, setGroup] = useState<number>();
  const [span, setSpan] = useState<ShownSpan>('call');
  const near = useMemo(() => (group === undefined ? undefined : nearOf(rows, group)), [rows, group]);
  return (
    <Section
      title="On the wire"
      actions={
        askedAt(entry) > entry.duration_ms * 0.1 && (
          <Segmented label="Time shown" value={span} choices={SPANS} onChange={setSpan} />
        )
      }
    >
      <Figures entry={entry} arrivals={arrivals} />
      <Timeline entry={entry} arrivals={arrivals} span={span} look={near?.look} />
      {rows.length > 0 && (
        <BesideTable
          rows={rows}
          calls={arrivals.upstreams.length}
          source={sourceOf(arrivals.upstreams)}
          hasChunks={arrivals.chunks.length > 0}
          near={near}
          onLook={setGroup}
        />
      )}
      <Omitted entry={entry} arrivals={arrivals} />
    </Section>
  );
}

function Figures({
  entry,
  arrivals: { upstreams, chunks, events, firstToken, longestGap },
}: {
  entry: Entry;
  arrivals: Arrivals;
}) {
  const asked = upstreams.findLast(({ at_ms }) => at_ms <= (firstToken ?? 0));
  const since =
    asked && `${milliseconds(firstToken! - asked.at_ms)} after the request ${isNotSent(asked) ? 'was made' : 'left'}`;
  return (
    <Facts
      of={{
        'First token':
          firstToken === undefined ? undefined : [milliseconds(firstToken), since].filter(Boolean).join(', '),
        'Longest gap': longestGap && `${milliseconds(longestGap.ms)}, from ${milliseconds(longestGap.from)} on`,
        [sourceOf(upstreams)]: chunks.length > 0 ? count(chunks.length, 'chunk') : undefined,
        Client: events.length > 0 ? count(events.length, 'event') : undefined,
        Total: milliseconds(entry.duration_ms),
      }}
    />
  );
}

function Omitted({ entry: { response }, arrivals }: { entry: Entry; arrivals: Arrivals }) {
  const chunks = arrivals.upstreams.reduce((sum, { response: answer }) => sum + (answer?.chunks_omitted ?? 0), 0);
  const { events_omitted = 0 } = response;
  if (chunks + events_omitted === 0) return null;
  return (
    <p class="hint">
      The journal left out{' '}
      {[chunks > 0 && count(chunks, 'chunk'), events_omitted > 0 && count(events_omitted, 'event')]
        .filter(Boolean)
        .join(' and ')}
      .
    </p>
  );
}

const BLOCK = 50;

interface BesideTableProps {
  rows: WireRow[];
  /** Where the chunks are from. */
  source: string;
  /** How many upstream calls there were. */
  calls: number;
  hasChunks: boolean;
  near: Near | undefined;
  /** A row is looked at, by its group; none any more. */
  onLook(group: number | undefined): void;
}

/** Rows in blocks, so that looking at one draws few of thousands anew. The arrow keys lead from row to row. */
export function BesideTable({ rows, source, calls, hasChunks, near, onLook }: BesideTableProps) {
  const body = useRef<HTMLTableElement>(null);
  const [current, setCurrent] = useState(0);
  const { shown, showAll, isGrowing } = useGrowing(rows.length, 2 * BLOCK, BLOCK);
  const rowOf = (target: EventTarget | null) =>
    target instanceof Element ? target.closest<HTMLElement>('tr[data-row]') : null;
  const look = ({ target }: Event) => {
    const row = rowOf(target);
    if (row) onLook(rows[Number(row.dataset.row)]?.group);
  };
  const move = (event: KeyboardEvent) => {
    if (rowOf(event.target) !== event.target) return;
    const to = { ArrowDown: current + 1, ArrowUp: current - 1, Home: 0, End: shown - 1 }[event.key];
    if (to === undefined || to < 0 || to >= shown) return;
    event.preventDefault();
    body.current?.querySelector<HTMLElement>(`tr[data-row="${to}"]`)?.focus();
  };
  const focused = (event: FocusEvent) => {
    look(event);
    const row = rowOf(event.target);
    if (row) setCurrent(Number(row.dataset.row));
  };
  const starts = Array.from({ length: Math.ceil(shown / BLOCK) }, (_, index) => index * BLOCK);
  return (
    <>
      <table
        ref={body}
        class={`beside-table ${hasChunks ? '' : 'events-only'}`}
        onMouseOver={look}
        onMouseLeave={() => onLook(undefined)}
        onFocusIn={focused}
        onFocusOut={() => onLook(undefined)}
        onKeyDown={move}
      >
        <caption class="sr-only">
          What arrived from {source.toLowerCase()} beside what was sent to the client; the arrow keys move from row to
          row
        </caption>
        <thead>
          <tr>
            {hasChunks && <th scope="col">Raw from {source.toLowerCase()}</th>}
            <th scope="col">Sent to the client</th>
          </tr>
        </thead>
        {starts.map((start) => {
          const end = Math.min(start + BLOCK, shown);
          const [first, last] = [rows[start]!.group, rows[end - 1]!.group];
          const isNear = near && near.eventGroup >= first && near.group <= last;
          return (
            <Block
              key={start}
              rows={rows}
              start={start}
              end={end}
              calls={calls}
              hasChunks={hasChunks}
              near={isNear ? near : undefined}
              current={current >= start && current < end ? current : -1}
            />
          );
        })}
      </table>
      {shown < rows.length && (
        <div class="actions">
          <Button busy={isGrowing} onClick={showAll}>
            Show all {count(rows.length, 'row')}
          </Button>
        </div>
      )}
    </>
  );
}

interface BlockProps extends Omit<BesideTableProps, 'onLook' | 'source'> {
  start: number;
  end: number;
  /** The row that the Tab key leads to, if it is in this block. */
  current: number;
}

function Block({ rows, start, end, near, current, calls, hasChunks }: BlockProps) {
  return useMemo(
    () => (
      <tbody>
        {rows.slice(start, end).map((row, index) => (
          <BesideRow
            key={start + index}
            row={row}
            index={start + index}
            calls={calls}
            hasChunks={hasChunks}
            near={near}
            isCurrent={current === start + index}
          />
        ))}
      </tbody>
    ),
    [rows, start, end, near, current, calls, hasChunks],
  );
}

const LONGEST_LINE = 160;

interface BesideRowProps {
  row: WireRow;
  index: number;
  calls: number;
  hasChunks: boolean;
  near: Near | undefined;
  isCurrent: boolean;
}

function BesideRow({ row, index, calls, hasChunks, near, isCurrent }: BesideRowProps) {
  const { group, chunk, chunkGap, event, eventGap } = row;
  const isChunkNear = near !== undefined && chunk !== undefined && group === near.group;
  const isEventNear = near !== undefined && event !== undefined && group === near.eventGroup;
  return (
    <tr data-row={index} tabindex={isCurrent ? 0 : -1}>
      {hasChunks && (
        <td class={isChunkNear ? 'near' : ''}>{chunk && <ChunkCell of={chunk} gap={chunkGap} calls={calls} />}</td>
      )}
      <td class={isEventNear ? 'near' : ''}>{event && <EventCell of={event} gap={eventGap} />}</td>
    </tr>
  );
}

function Time({ at, gap }: { at: number; gap: number | undefined }) {
  return (
    <span class="at">
      {milliseconds(at)}
      {gap !== undefined && (
        <>
          {' '}
          <span class="gap">+{gap < 10 ? gap.toFixed(1) : Math.round(gap)}</span>
        </>
      )}
    </span>
  );
}

function ChunkCell({
  of: { at, text, call, merged },
  gap,
  calls,
}: {
  of: Chunk;
  gap: number | undefined;
  calls: number;
}) {
  return (
    <div class="arrival">
      <Time at={at} gap={gap} />
      <div>
        {calls > 1 && (
          <>
            <Chip title="Which upstream request">{call + 1}</Chip>{' '}
          </>
        )}
        {merged !== undefined && (
          <>
            <Chip tone="warn" title="A secret spanned these chunks">
              {count(merged, 'chunk')} together
            </Chip>{' '}
          </>
        )}
        <code class="raw">
          <LongText text={text.replace(/\n+$/, '')} />
        </code>
      </div>
    </div>
  );
}

function EventCell({ of: { at_ms, event, data, said }, gap }: { of: SentEvent; gap: number | undefined }) {
  const line = said ?? dataLine(data);
  const isLong = line.length > LONGEST_LINE;
  const kind = event === 'error' ? 'bad' : said === undefined ? '' : 'says';
  return (
    <div class="arrival">
      <Time at={at_ms} gap={gap} />
      <div>
        <span class={`event-name ${kind}`}>{event}</span>{' '}
        <code class={said === undefined ? 'raw' : 'raw said'}>{isLong ? `${line.slice(0, LONGEST_LINE)}…` : line}</code>
        {isLong && <Fold summary="Show all">{() => <Code of={data} name="event" />}</Fold>}
      </div>
    </div>
  );
}
