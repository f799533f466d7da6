import { useMemo, useRef, useState } from 'preact/hooks';
import type { JournalSummary } from '../../../journal/journal-schema.ts';
import { state } from '../api/state.ts';
import { goTo } from '../app/router.ts';
import { useShortcut } from '../app/shortcuts.ts';
import type { ViewProps } from '../app/views.ts';
import { count } from '../parts/format.ts';
import { Button } from '../parts/forms/button.ts';
import { html } from '../parts/html.ts';
import { Empty, ViewHeader } from '../parts/pieces.ts';
import { useCalls } from './calls/calls.ts';
import { JournalOff } from './empty/journal-off.ts';
import { NoCalls } from './empty/no-calls.ts';
import { CallList } from './list/call-list.ts';
import { useCursor } from './list/cursor.ts';
import { filterCalls, isFiltering, NO_FILTER } from './list/filter.ts';
import { FilterBar } from './list/filter-bar.ts';
import { LiveControls } from './live-controls.ts';
import { OpenCall } from './open/open-call.ts';

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
  const cursor = useCursor(shown, toList);
  useShortcut('/', 'Filter the calls', () => field.current?.focus());

  const close = () => {
    goTo('live');
    // Once the list is there again, where the call took its place.
    requestAnimationFrame(toList);
  };
  const isOff = state.value?.journal.enabled === false;
  const isEmpty = calls.calls?.length === 0;
  return html`
    <${ViewHeader} title="Live"><${LiveControls} calls=${calls} /><//>
    ${isOff && html`<${JournalOff} />`}
    <div class="live-panes ${open ? 'opened' : ''}">
      <div class="calls">
        <${FilterBar} filter=${filter} onChange=${setFilter} field=${field} onLeave=${toList} count=${counted(shown, all, isFiltering(filter))} />
        ${isEmpty && !isOff && html`<${NoCalls} />`}
        ${
          all.length > 0 &&
          (shown.length > 0
            ? html`<${CallList} calls=${shown} frame=${list} active=${cursor.active} open=${open} onPress=${cursor.put} />`
            : html`<${Empty} title="No call matches"><${Button} onClick=${() => setFilter(NO_FILTER)}>Show all calls<//><//>`)
        }
      </div>
      ${open && html`<${OpenCall} id=${open} calls=${shown} onTurn=${cursor.put} onClose=${close} />`}
    </div>
  `;
}

function counted(shown: readonly JournalSummary[], all: readonly JournalSummary[], filters: boolean): string {
  return filters ? `${shown.length.toLocaleString('en')} of ${count(all.length, 'call')}` : count(all.length, 'call');
}
