import type { ViewProps } from '../app/views.ts';
import { html } from '../parts/html.ts';
import { ViewHeader } from '../parts/pieces.ts';

export function ControlsView(_props: ViewProps) {
  return html`<${ViewHeader} title="Controls" />`;
}
