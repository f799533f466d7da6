import type { Ref } from 'preact';
import { Button } from '../../parts/forms/button.ts';
import { html } from '../../parts/html.ts';
import { Segmented } from '../../parts/pieces.ts';
import type { CallFilter, StatusClass } from './filter.ts';

const CLASSES = [
  { value: 'all', label: 'All' },
  { value: '2xx', label: '2xx' },
  { value: '4xx', label: '4xx' },
  { value: '5xx', label: '5xx' },
] as const satisfies readonly { value: StatusClass; label: string }[];

export interface FilterBarProps {
  filter: CallFilter;
  onChange(filter: CallFilter): void;
  /** How many calls it leaves, of how many. */
  count: string;
  field: Ref<HTMLInputElement>;
  /** To the list. */
  onLeave(): void;
}

export function FilterBar({ filter, onChange, count, field, onLeave }: FilterBarProps) {
  const change = (part: Partial<CallFilter>) => onChange({ ...filter, ...part });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && filter.text !== '') change({ text: '' });
    else if (event.key === 'Escape' || event.key === 'Enter' || event.key === 'ArrowDown') onLeave();
    else return;
    event.preventDefault();
  };
  return html`<div class="filter-bar" role="search" aria-label="Calls">
    <input ref=${field} type="search" aria-label="Filter" aria-keyshortcuts="/" title="Filter (/)" value=${filter.text} autocomplete="off"
      spellcheck=${false} placeholder="Path, operation, LLM, corpus …" onKeyDown=${onKeyDown}
      onInput=${({ currentTarget }: { currentTarget: HTMLInputElement }) => change({ text: currentTarget.value })} />
    <${Segmented} label="Status" value=${filter.status} choices=${CLASSES} onChange=${(status: StatusClass) => change({ status })} />
    <${Button} pressed=${filter.failedOnly} onClick=${() => change({ failedOnly: !filter.failedOnly })}>Failed only<//>
    <span class="count">${count}</span>
  </div>`;
}
