/** Small pieces that every view uses. */
import type { ComponentChildren, TargetedEvent, TargetedMouseEvent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { askForConnection } from '../api/call.ts';
import type { Problem } from '../api/problem.ts';

export type Tone = 'good' | 'bad' | 'warn' | 'info' | 'accent' | 'plain';

export function Chip({
  tone = 'plain',
  title,
  children,
}: {
  tone?: Tone;
  title?: string;
  children?: ComponentChildren;
}) {
  return (
    <span class={`chip ${tone}`} title={title}>
      {children}
    </span>
  );
}

/** A place where nothing is yet, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <h3>{title}</h3>
      {children}
    </div>
  );
}

interface Choice<T extends string> {
  value: T;
  label: string;
}

/** One of a few, side by side. */
export function Segmented<T extends string>(props: {
  label: string;
  value: T;
  choices: readonly Choice<NoInfer<T>>[];
  onChange: (value: NoInfer<T>) => void;
}) {
  const { label, value, choices, onChange } = props;
  return (
    <div class="segmented" role="group" aria-label={label}>
      {choices.map((choice) => (
        <button type="button" aria-pressed={choice.value === value} onClick={() => onChange(choice.value)}>
          {choice.label}
        </button>
      ))}
    </div>
  );
}

/** A part of a view, under a heading. `actions` stand beside it. */
export function Section({
  title,
  actions,
  children,
  className = '',
}: {
  title: string;
  actions?: ComponentChildren;
  children?: ComponentChildren;
  className?: string;
}) {
  return (
    <section class={`section ${className}`} aria-label={title}>
      <header>
        <h2>{title}</h2>
        {actions && <div class="actions">{actions}</div>}
      </header>
      {children}
    </section>
  );
}

/** The top of a view. */
export function ViewHeader({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: ComponentChildren;
  children?: ComponentChildren;
}) {
  return (
    <header class="view-header">
      <div>
        <h1>{title}</h1>
        {lead && <p class="lead">{lead}</p>}
      </div>
      {children && <div class="actions">{children}</div>}
    </header>
  );
}

/** Names with what they are: a definition list. Undefined values are left out. */
export function Facts({ of }: { of: Record<string, ComponentChildren> }) {
  return (
    <dl class="facts">
      {Object.entries(of)
        .filter(([, value]) => value !== undefined && value !== '')
        .map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** What was refused and why, in the words of the API; nothing without a problem. */
export function ProblemNote({ problem, title }: { problem: Problem | undefined; title?: string }) {
  if (!problem) return null;
  const fields = Object.entries(problem.fields).filter(([, rule]) => !problem.message.includes(rule));
  return (
    <div class="note problem" role="alert">
      <p>
        <strong>{title ?? (problem.status ? `Refused with ${problem.status}` : 'Failed')}</strong>
      </p>
      <p class="words">{problem.message}</p>
      {fields.length > 0 && (
        <ul>
          {fields.map(([field, rule]) => (
            <li>
              <code>{field}</code> {rule}
            </li>
          ))}
        </ul>
      )}
      {problem.status === 401 && (
        <p>
          <Button onClick={askForConnection}>Enter a key or token</Button>
        </p>
      )}
      {problem.requestId && (
        <p class="hint">
          <a href={`#/live/${problem.requestId}`}>View the call</a>
        </p>
      )}
    </div>
  );
}

interface LinkBarProps {
  /** For screen readers. */
  label: string;
  links: readonly { id: string; title: string; href: string; key?: string }[];
  current: string;
}

/** Links to places of one kind, side by side; where they do not fit, the current one is scrolled into view. */
export function LinkBar({ label, links, current }: LinkBarProps) {
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    const [frame, link] = [bar.current!, bar.current!.querySelector<HTMLElement>('[aria-current]')];
    if (link) frame.scrollLeft = link.offsetLeft - frame.offsetLeft - (frame.clientWidth - link.offsetWidth) / 2;
  }, [current]);
  return (
    <nav ref={bar} class="link-bar" aria-label={label}>
      {links.map(({ id, title, href, key }) => (
        <a href={href} aria-current={id === current ? 'page' : undefined} aria-keyshortcuts={key}>
          {title}
        </a>
      ))}
    </nav>
  );
}

interface ButtonProps {
  children?: ComponentChildren;
  /** `primary`: what the view is for; `danger`: what cannot be taken back; `quiet`: beside something. */
  kind?: 'primary' | 'danger' | 'quiet' | undefined;
  type?: 'button' | 'submit';
  /** Something it set off goes on; it cannot be pressed meanwhile. */
  busy?: boolean;
  disabled?: boolean;
  /** A name, where the text does not say it. */
  label?: string | undefined;
  title?: string | undefined;
  pressed?: boolean | undefined;
  autofocus?: boolean;
  onClick?: ((event: TargetedMouseEvent<HTMLButtonElement>) => unknown) | undefined;
}

export function Button({ children, kind, type = 'button', busy = false, disabled = false, ...rest }: ButtonProps) {
  const { label, title, pressed, autofocus, onClick } = rest;
  return (
    <button
      type={type}
      class={`button ${kind ?? ''}`}
      disabled={disabled || busy}
      aria-busy={busy}
      aria-label={label}
      aria-pressed={pressed}
      title={title}
      autofocus={autofocus}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

// Files from and to the visitor's machine.

/** Has the browser keep it as a file. */
export function saveFile(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // Not at once: the browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

interface FileButtonProps {
  label: string;
  /** As the attribute `accept` has it. */
  accept?: string;
  multiple?: boolean;
  busy?: boolean;
  onFiles(files: File[]): void;
}

/** Asks for files; the same file can be chosen twice in a row. */
export function FileButton({ label, accept, multiple = false, busy = false, onFiles }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  const choose = ({ currentTarget }: TargetedEvent<HTMLInputElement>) => {
    const files = [...(currentTarget.files ?? [])];
    currentTarget.value = '';
    if (files.length > 0) onFiles(files);
  };
  return (
    <>
      <input ref={input} type="file" hidden accept={accept} multiple={multiple} aria-label={label} onChange={choose} />
      <Button busy={busy} onClick={() => input.current?.click()}>
        {label}
      </Button>
    </>
  );
}
