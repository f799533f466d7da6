import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Button } from './pieces.tsx';

interface DialogProps {
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
  return (
    <dialog
      ref={dialog}
      class={wide ? 'wide' : ''}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => event.target === dialog.current && onClose()}
    >
      <div class="dialog-body">
        <header>
          <h2 id={id}>{title}</h2>
          <Button kind="quiet" label="Close" onClick={onClose}>
            ✕
          </Button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

// Asks before something that cannot be taken back.

interface Question {
  title: string;
  text: string;
  verb: string;
  answer(yes: boolean): void;
}

const question = signal<Question>();

/** Resolves to whether the user went ahead. `verb`: what the button says. */
export function confirmed(title: string, text: string, verb = 'Delete'): Promise<boolean> {
  return new Promise((resolve) => {
    question.value = {
      title,
      text,
      verb,
      answer: (yes) => {
        question.value = undefined;
        resolve(yes);
      },
    };
  });
}

/** Shows the question that is asked, if one is. One in the page. */
export function ConfirmDialog() {
  const asked = question.value;
  if (!asked) return null;
  return (
    <Dialog title={asked.title} onClose={() => asked.answer(false)}>
      <p>{asked.text}</p>
      <div class="actions">
        <Button onClick={() => asked.answer(false)}>Cancel</Button>
        <Button kind="danger" autofocus onClick={() => asked.answer(true)}>
          {asked.verb}
        </Button>
      </div>
    </Dialog>
  );
}

// Short news at the edge of the page: saved, copied, deleted.

interface Notice {
  id: number;
  text: string;
}

const SHOWN_MS = 4000;
const notices = signal<Notice[]>([]);
let last = 0;

export function notify(text: string): void {
  const id = ++last;
  notices.value = [...notices.value, { id, text }];
  setTimeout(() => {
    notices.value = notices.value.filter((one) => one.id !== id);
  }, SHOWN_MS);
}

export function Notices() {
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.value.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
    </div>
  );
}
