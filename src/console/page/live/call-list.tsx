import type { Ref, RefObject } from 'preact';
import type { JournalSummary } from '../api/types.ts';
import { goTo, linkTo } from '../app/navigation.ts';
import { AnsweredBy } from '../parts/answered-by.tsx';
import { milliseconds, timeOfDay } from '../parts/format.ts';
import { Button, Chip, Segmented, type Tone } from '../parts/pieces.tsx';
import { useSize, VirtualList } from '../parts/virtual-list.tsx';

/** Below this, a call takes two lines. */
const WIDE = 700;
const ONE_LINE = 34;
const TWO_LINES = 54;

interface CallListProps {
  calls: readonly JournalSummary[];
  frame: RefObject<HTMLDivElement | null>;
  active: string | undefined;
  /** The id of the call that is open. */
  open: string | undefined;
  onPress(call: JournalSummary): void;
}

export const keyOf = ({ sequence }: JournalSummary): string => String(sequence);

export function CallList({ calls, frame, active, open, onPress }: CallListProps) {
  const { width } = useSize(frame);
  const isWide = width >= WIDE;
  const selected = calls.find(({ id }) => id === open);
  const press = (call: JournalSummary) => {
    onPress(call);
    goTo('live', call.id);
  };
  return (
    <div ref={frame} class="call-list">
      <VirtualList
        label="Calls"
        items={calls}
        keyOf={keyOf}
        columns={COLUMNS}
        cells={callCells}
        active={active}
        selected={selected && keyOf(selected)}
        rowHeight={isWide ? ONE_LINE : TWO_LINES}
        className={isWide ? 'one-line' : 'two-lines'}
        onPress={press}
      />
    </div>
  );
}

const COLUMNS = ['Time', 'Status', 'Method', 'Path', 'LLM', 'Marks', 'Duration'];

/** The cells of a row; where each stands is the style sheet's matter. */
function callCells(call: JournalSummary) {
  const { id, time, method, path, query_string, operation, llms = [], errors, state, duration_ms } = call;
  const address = path + query_string;
  const llm = llms.join(', ');
  return (
    <>
      <span role="gridcell" class="time">
        {timeOfDay(time)}
      </span>
      <span role="gridcell" class={`status ${toneOf(call)}`}>
        {statusOf(call)}
      </span>
      <span role="gridcell" class="method">
        {method}
      </span>
      <span role="gridcell" class="path">
        <a href={linkTo('live', id)} tabindex={-1} title={address}>
          {path}
          <span class="soft">{query_string}</span>
        </a>
        {operation && <span class="soft operation">{operation}</span>}
        {errors[0] && (
          <span class="error" title={errors[0]}>
            {errors[0]}
          </span>
        )}
      </span>
      <span role="gridcell" class="llm" title={llm}>
        {llm}
      </span>
      <span role="gridcell" class="marks">
        <AnsweredBy of={call.answered_by ?? []} />
        {marksOf(call).map(({ text, tone, title }) => (
          <Chip tone={tone} title={title}>
            {text}
          </Chip>
        ))}
      </span>
      <span role="gridcell" class="duration">
        {state === 'running' ? '' : milliseconds(duration_ms)}
      </span>
    </>
  );
}

/** Good, bad … as a class of the style sheet. */
function toneOf({ state, status = 0, failed }: JournalSummary): Tone {
  if (state === 'running') return 'info';
  if (status >= 500) return 'bad';
  if (status >= 400) return 'warn';
  return failed ? 'bad' : 'good';
}

function statusOf({ state, status }: JournalSummary) {
  if (state === 'running') return <span class="running">running</span>;
  return status ?? '–';
}

interface Mark {
  text: string;
  tone?: Tone;
  title: string;
}

function marksOf({ is_stream, ignored = [], faults, client_left, failed, status = 0 }: JournalSummary): Mark[] {
  const many = (text: string, count: number) => (count > 1 ? `${count} ${text}s` : text);
  const marks: (Mark | false)[] = [
    is_stream && { text: 'stream', title: 'Answered with server-sent events' },
    ignored.length > 0 && { text: 'ignored', tone: 'warn', title: `Ignored: ${ignored.join('; ')}` },
    faults > 0 && { text: many('fault', faults), tone: 'warn', title: 'A fault was injected' },
    client_left && { text: 'left', tone: 'bad', title: 'The client left before the answer was complete' },
    failed &&
      status < 400 &&
      !client_left && { text: 'failed', tone: 'bad', title: 'Failed after its answer had begun' },
  ];
  return marks.filter((mark) => mark !== false);
}

const CLASSES = [
  { value: 'all', label: 'All' },
  { value: '2xx', label: '2xx' },
  { value: '4xx', label: '4xx' },
  { value: '5xx', label: '5xx' },
] as const satisfies readonly { value: StatusClass; label: string }[];

interface FilterBarProps {
  filter: CallFilter;
  onChange(filter: CallFilter): void;
  /** How many calls it leaves, of how many. */
  count: string;
  /** How many calls are not there any more. */
  forgotten: number;
  field: Ref<HTMLInputElement>;
  /** To the list. */
  onLeave(): void;
}

export function FilterBar({ filter, onChange, count, forgotten, field, onLeave }: FilterBarProps) {
  const change = (part: Partial<CallFilter>) => onChange({ ...filter, ...part });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && filter.text !== '') change({ text: '' });
    else if (event.key === 'Escape' || event.key === 'Enter' || event.key === 'ArrowDown') onLeave();
    else return;
    event.preventDefault();
  };
  return (
    <div class="filter-bar" role="search" aria-label="Calls">
      <input
        ref={field}
        type="search"
        aria-label="Filter"
        aria-keyshortcuts="/"
        title="Filter (/)"
        value={filter.text}
        autocomplete="off"
        spellcheck={false}
        placeholder="Path, operation, LLM, corpus …"
        onKeyDown={onKeyDown}
        onInput={({ currentTarget }) => change({ text: currentTarget.value })}
      />
      <Segmented label="Status" value={filter.status} choices={CLASSES} onChange={(status) => change({ status })} />
      <Button pressed={filter.failedOnly} onClick={() => change({ failedOnly: !filter.failedOnly })}>
        Failed only
      </Button>
      <span class="count">
        {count}
        {forgotten > 0 && (
          <span title="The journal keeps no more of them; its size is set in Controls, under Accounts and journal.">
            , {forgotten.toLocaleString('en')} forgotten
          </span>
        )}
      </span>
    </div>
  );
}

type StatusClass = 'all' | '2xx' | '4xx' | '5xx';

interface CallFilter {
  /** Words that must all appear. */
  text: string;
  status: StatusClass;
  failedOnly: boolean;
}

export const NO_FILTER: CallFilter = { text: '', status: 'all', failedOnly: false };

export const isFiltering = ({ text, status, failedOnly }: CallFilter): boolean =>
  text.trim() !== '' || status !== 'all' || failedOnly;

export function filterCalls(calls: readonly JournalSummary[], filter: CallFilter): readonly JournalSummary[] {
  if (!isFiltering(filter)) return calls;
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return calls.filter(
    (call) =>
      (filter.status === 'all' || String(call.status).startsWith(filter.status[0]!)) &&
      (!filter.failedOnly || call.failed) &&
      words.every((word) => wordsOf(call).includes(word)),
  );
}

const known = new WeakMap<JournalSummary, string>();

/** All that is searched, in small letters. */
function wordsOf(call: JournalSummary): string {
  const kept = known.get(call);
  if (kept !== undefined) return kept;
  const { method, path, query_string, operation = '', corpora = [], llms = [], errors, status = '', id } = call;
  const answerers = (call.answered_by ?? []).flatMap(({ by, faults }) => [by ?? '', ...faults]);
  const words = [method, path + query_string, operation, ...llms, ...corpora, ...answerers, ...errors, status, id]
    .join('\n')
    .toLowerCase();
  known.set(call, words);
  return words;
}
