import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Button } from '../forms/button.ts';
import { html } from '../html.ts';

export interface DialogProps {
  title: string;
  /** Called for Escape, the close button and a press outside. */
  onClose(): void;
  wide?: boolean;
  children?: ComponentChildren;
}

/** Open for as long as it is shown; keeps the focus inside and gives it back. */
export function Dialog({ title, onClose, wide = false, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    const shown = dialog.current!;
    shown.showModal();
    return () => {
      shown.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return html`<dialog ref=${dialog} class=${wide ? 'wide' : ''} aria-labelledby=${id}
    onCancel=${(event: Event) => {
      event.preventDefault();
      onClose();
    }}
    onMouseDown=${(event: MouseEvent) => event.target === dialog.current && onClose()}>
    <div class="dialog-body">
      <header><h2 id=${id}>${title}</h2><${Button} kind="quiet" label="Close" onClick=${onClose}>✕<//></header>
      ${children}
    </div>
  </dialog>`;
}
