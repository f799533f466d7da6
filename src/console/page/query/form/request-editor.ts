import { useRef } from 'preact/hooks';
import { Button } from '../../parts/forms/button.ts';
import { JsonEditor } from '../../parts/forms/json-editor.ts';
import { html } from '../../parts/html.ts';
import { Chip, Section, Segmented } from '../../parts/pieces.ts';
import { changeRequest, type Draft, dropHandwritten, requestOf, sidesOf } from '../request/draft.ts';
import { isSame } from '../request/json-values.ts';
import type { Side } from '../request/query-form.ts';

export interface RequestEditorProps {
  draft: Draft;
  side: Side;
  onSide(side: Side): void;
  onChange(draft: Draft): void;
  onValidity(valid: boolean): void;
}

/** Exactly what is sent, to read and to change. */
export function RequestEditor({ draft, side, onSide, onChange, onValidity }: RequestEditorProps) {
  const shown = useRef<unknown>(undefined);
  const request = requestOf(draft, side);
  // As long as it says the same, it stays as it was written.
  if (!isSame(shown.current, request)) shown.current = request;
  const edit = (value: unknown) => {
    shown.current = value;
    onChange(changeRequest(draft, side, value));
  };
  const isByHand = side in draft.byHand;
  const actions = html`
    ${isByHand && html`<${Chip} tone="warn">edited by hand<//><${Button} onClick=${() => onChange(dropHandwritten(draft, side))}>Back to the form<//>`}
    ${sidesOf(draft).length > 1 && html`<${Segmented} label="Side" value=${side} choices=${SIDES} onChange=${onSide} />`}
  `;
  return html`<${Section} title="Request" actions=${actions} className="request">
    <p class="hint"><code>POST /v2/query</code> ${isByHand ? 'The form does not show all of this; it is sent as it stands here.' : 'Follows the form, and the form follows it.'}</p>
    <${JsonEditor} key=${side} label="Request as JSON" rows=${18} value=${shown.current} onChange=${edit} onValidity=${onValidity} />
  <//>`;
}

const SIDES = [
  { value: 'a' as const, label: 'A' },
  { value: 'b' as const, label: 'B' },
];
