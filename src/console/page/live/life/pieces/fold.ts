import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { html } from '../../../parts/html.ts';

export interface FoldProps {
  summary: ComponentChildren;
  open?: boolean;
  /** Made only when it is to be seen. */
  children: () => ComponentChildren;
}

/** Something that is there for whoever wants it. */
export function Fold({ summary, open = false, children }: FoldProps) {
  const [isOpen, setOpen] = useState(open);
  const toggle = ({ currentTarget }: { currentTarget: HTMLDetailsElement }) => setOpen(currentTarget.open);
  return html`<details class="fold" open=${isOpen} onToggle=${toggle}>
    <summary>${summary}</summary>
    ${isOpen && html`<div class="fold-body">${children()}</div>`}
  </details>`;
}
