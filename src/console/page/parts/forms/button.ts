import type { ComponentChildren } from 'preact';
import { html } from '../html.ts';

export interface ButtonProps {
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
  onClick?: ((event: MouseEvent) => unknown) | undefined;
}

export function Button({ children, kind, type = 'button', busy = false, disabled = false, ...rest }: ButtonProps) {
  const { label, title, pressed, autofocus, onClick } = rest;
  return html`<button
    type=${type}
    class="button ${kind ?? ''}"
    disabled=${disabled || busy}
    aria-busy=${busy}
    aria-label=${label}
    aria-pressed=${pressed}
    title=${title}
    autofocus=${autofocus}
    onClick=${onClick}
  >${children}</button>`;
}
