import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { connection, get, put } from '../api/call.ts';
import { refreshState, state, useAction, useLoaded } from '../api/hooks.ts';
import type { JournalSummary } from '../api/types.ts';
import type { ViewProps } from '../app/app.tsx';
import { goTo, linkTo, useShortcut } from '../app/navigation.ts';
import { SampleButton } from '../corpora/sample.tsx';
import { Code, CopyButton } from '../parts/code.tsx';
import { confirmed } from '../parts/dialogs.tsx';
import { count } from '../parts/format.ts';
import { useCursor } from '../parts/list-cursor.ts';
import { Button, Chip, Empty, ProblemNote, type Tone, ViewHeader } from '../parts/pieces.tsx';
import { CallList, FilterBar, filterCalls, isFiltering, keyOf, NO_FILTER } from './call-list.tsx';
import { type Calls, useCalls } from './follow-calls.ts';
import { CallLife } from './life/call-life.tsx';
import { shellQuoted } from './replay.ts';

const NONE: readonly JournalSummary[] = [];

/** Every request as it happens; `#/live/ID` opens one. */
export function LiveView({ path: [open] }: ViewProps) {
  const calls = useCalls();
  const [filter, setFilter] = useState(NO_FILTER);
  const all = calls.calls ?? NONE;
  const shown = useMemo(() => filterCalls(all, filter), [all, filter]);
  const list = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const toList = () => list.current?.querySelector<HTMLElement>('[role=grid]')?.focus({ preventScroll: true });
  const openCall = ({ id }: JournalSummary) => goTo('live', id);
  const cursor = useCursor({ items: shown, keyOf, what: 'call', onOpen: openCall, onMove: toList });
  useShortcut('/', 'Filter calls', () => field.current?.focus());

  const close = () => {
    goTo('live');
    // Once the list is there again, where the call took its place.
    requestAnimationFrame(toList);
  };
  const isOff = state.value?.journal.enabled === false;
  const isEmpty = calls.calls?.length === 0;
  return (
    <>
      <ViewHeader title="Live">
        <LiveControls calls={calls} />
      </ViewHeader>
      {isOff && <JournalOff />}
      <div class={`live-panes ${open ? 'opened' : ''}`}>
        <div class="calls">
          <FilterBar
            filter={filter}
            onChange={setFilter}
            field={field}
            onLeave={toList}
            count={counted(shown, all, isFiltering(filter))}
            forgotten={calls.forgotten}
          />
          {isEmpty && !isOff && <NoCalls />}
          {all.length > 0 &&
            (shown.length > 0 ? (
              <CallList calls={shown} frame={list} active={cursor.active} open={open} onPress={cursor.put} />
            ) : (
              <Empty title="No calls match">
                <Button onClick={() => setFilter(NO_FILTER)}>Show all calls</Button>
              </Empty>
            ))}
        </div>
        {open && <OpenCall id={open} calls={shown} onTurn={cursor.put} onClose={close} />}
      </div>
    </>
  );
}

function counted(shown: readonly JournalSummary[], all: readonly JournalSummary[], filters: boolean): string {
  return filters ? `${shown.length.toLocaleString('en')} of ${count(all.length, 'call')}` : count(all.length, 'call');
}

/** Whether calls come, and what to do about it. */
function LiveControls({ calls }: { calls: Calls }) {
  const { isPaused, missed, pause, resume, following } = calls;
  const turn = () => (isPaused ? resume() : pause());
  const clear = useAction(async () => {
    if (
      await confirmed('Clear the journal?', 'This removes finished calls for everyone who uses this account.', 'Clear')
    )
      await calls.clear();
  });
  useShortcut('p', isPaused ? 'Resume the list' : 'Pause the list', turn);
  const { text, tone, title } = toldOf(calls);
  return (
    <>
      <span role="status" aria-label="Connection" class={`following ${following.state}`}>
        <Chip tone={tone} title={title}>
          {text}
        </Chip>
      </span>
      <Button title={isPaused ? 'Resume (p)' : 'Pause (p)'} pressed={isPaused} onClick={turn}>
        {isPaused ? `Resume${missed > 0 ? `, ${missed} new` : ''}` : 'Pause'}
      </Button>
      <Button kind="danger" busy={clear.running} disabled={!calls.calls?.length} onClick={() => clear.run()}>
        Clear
      </Button>
      <ProblemNote problem={clear.problem} />
    </>
  );
}

function toldOf({ following, isPaused }: Calls): { text: string; tone: Tone; title: string } {
  if (following.state === 'reconnecting')
    return { text: 'reconnecting', tone: 'warn', title: following.problem.message };
  if (isPaused) return { text: 'paused', tone: 'info', title: 'The list is paused' };
  if (following.state === 'live') return { text: 'live', tone: 'good', title: 'Calls appear as they happen' };
  return { text: 'connecting', tone: 'plain', title: 'Reading the journal' };
}

/** What to do so that there is something to see. */
function NoCalls() {
  const corpora = useLoaded(() => get<{ corpora: { key: string }[] }>('/v2/corpora?limit=1'));
  const command = firstCall(location.origin, {
    account: connection.value.account,
    isStrict: state.value?.auth === 'strict',
    corpusKey: corpora.value?.corpora[0]?.key,
  });
  return (
    <Empty title="No calls yet">
      <p>Every request to the emulator appears here as it happens. Make one from a terminal:</p>
      <div class="first-call">
        <Code of={command} name="command" copy={false} />
        <CopyButton text={command} label="Copy command" what="command" />
      </div>
      <p>
        or <a href={linkTo('query')}>ask a question in Query</a>.
      </p>
      {corpora.value?.corpora.length === 0 && (
        <>
          <p>There is no corpus to query yet.</p>
          <SampleButton />
        </>
      )}
    </Empty>
  );
}

interface Caller {
  account: string;
  /** Whether a key is needed. */
  isStrict: boolean;
  corpusKey: string | undefined;
}

/** A command that makes a call worth looking at: a query where there is a corpus. */
function firstCall(origin: string, { account, isStrict, corpusKey }: Caller): string {
  const headers = [
    isStrict ? '"x-api-key: $VECTARA_API_KEY"' : "'x-api-key: any'",
    ...(isStrict || account === 'default' ? [] : [shellQuoted(`x-emulator-account: ${account}`)]),
  ].map((header) => `-H ${header}`);
  if (corpusKey === undefined) return [`curl ${shellQuoted(`${origin}/v2/llms`)}`, ...headers].join(' \\\n  ');
  return [
    `curl ${shellQuoted(`${origin}/v2/corpora/${encodeURIComponent(corpusKey)}/query`)}`,
    ...headers,
    "-H 'content-type: application/json'",
    `-d '{"query": "What is this about?", "generation": {}}'`,
  ].join(' \\\n  ');
}

/** Why nothing comes, and the way to change it. */
function JournalOff() {
  const turnOn = useAction(async () => {
    await put('/_emulator/journal/settings', { enabled: true }, { aside: true });
    await refreshState();
  });
  return (
    <div class="note journal-off">
      <p>
        <strong>The journal is off.</strong> Calls are answered but not recorded, so none are shown here.
      </p>
      <Button kind="primary" busy={turnOn.running} onClick={() => turnOn.run()}>
        Turn it on
      </Button>
      <ProblemNote problem={turnOn.problem} />
    </div>
  );
}

interface OpenCallProps {
  id: string;
  /** Those that are listed, newest first. */
  calls: readonly JournalSummary[];
  /** Called with the call that is opened instead. */
  onTurn(call: JournalSummary): void;
  onClose(): void;
}

/** One call beside the list, or in place of it where the page is narrow. */
function OpenCall({ id, calls, onTurn, onClose }: OpenCallProps) {
  const pane = useRef<HTMLElement>(null);
  useEffect(() => {
    pane.current?.focus({ preventScroll: true });
    pane.current?.scrollTo(0, 0);
    scrollTo(0, 0);
  }, [id]);
  const at = calls.findIndex((call) => call.id === id);
  const newer = calls[at - 1];
  const older = calls[at + 1];
  const turnTo = (call: JournalSummary | undefined) => {
    if (!call) return;
    onTurn(call);
    goTo('live', call.id);
  };
  useShortcut('Escape', 'Close call', onClose);
  useShortcut('[', 'Open the newer call above', () => turnTo(newer));
  useShortcut(']', 'Open the older call below', () => turnTo(older));
  return (
    <section ref={pane} class="open-call" aria-label="Call" tabindex={-1}>
      <div class="turning">
        <Button kind="quiet" title="Back to the list (Esc)" onClick={onClose}>
          ← Calls
        </Button>
        <span class="spread" />
        <Button kind="quiet" title="The call above ([)" disabled={!newer} onClick={() => turnTo(newer)}>
          ↑ Newer
        </Button>
        <Button kind="quiet" title="The call below (])" disabled={!older} onClick={() => turnTo(older)}>
          ↓ Older
        </Button>
      </div>
      <CallLife key={id} id={id} />
    </section>
  );
}
