/** Small pieces that every view uses. */
import type { ComponentChildren } from 'preact';
import { html } from './html.ts';

export type Tone = 'good' | 'bad' | 'warn' | 'info' | 'plain';

export function Chip({
  tone = 'plain',
  title,
  children,
}: {
  tone?: Tone;
  title?: string;
  children?: ComponentChildren;
}) {
  return html`<span class="chip ${tone}" title=${title}>${children}</span>`;
}

/** A place where nothing is yet, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return html`<div class="empty"><h3>${title}</h3>${children}</div>`;
}

export interface Choice<T extends string> {
  value: T;
  label: string;
}

/** One of a few, side by side. */
export function Segmented<T extends string>(props: {
  label: string;
  value: T;
  choices: readonly Choice<T>[];
  onChange(value: T): void;
}) {
  const { label, value, choices, onChange } = props;
  return html`<div class="segmented" role="group" aria-label=${label}>
    ${choices.map(
      (choice) =>
        html`<button type="button" aria-pressed=${choice.value === value} onClick=${() => onChange(choice.value)}>${choice.label}</button>`,
    )}
  </div>`;
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
  return html`<section class="section ${className}" aria-label=${title}>
    <header><h2>${title}</h2>${actions && html`<div class="actions">${actions}</div>`}</header>
    ${children}
  </section>`;
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
  return html`<header class="view-header">
    <div><h1>${title}</h1>${lead && html`<p class="lead">${lead}</p>`}</div>
    ${children && html`<div class="actions">${children}</div>`}
  </header>`;
}

/** Names with what they are: a definition list. Undefined values are left out. */
export function Facts({ of }: { of: Record<string, ComponentChildren> }) {
  return html`<dl class="facts">
    ${Object.entries(of)
      .filter(([, value]) => value !== undefined && value !== '')
      .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
  </dl>`;
}
