import { Code } from '../../../parts/code/code.ts';
import { bytes } from '../../../parts/format.ts';
import { html } from '../../../parts/html.ts';
import { Section } from '../../../parts/pieces.ts';
import type { Entry } from '../notes/call-notes.ts';
import { Fold } from '../pieces/fold.ts';

/** The body that was sent back; a stream is shown with the upstream's. `folded` where other parts say what is in it. */
export function Response({
  entry: { response, status, response_bytes, state },
  folded,
}: {
  entry: Entry;
  folded: boolean;
}) {
  const { body } = response;
  const show = () => html`<${Code} of=${body} name="response body" />`;
  return html`<${Section} title="Response">
    ${body === undefined && html`<p class="hint">${state === 'running' ? 'Not yet.' : `${status ?? 'Broken off'}, without a body that is kept.`}</p>`}
    ${body !== undefined && (folded ? html`<${Fold} summary="The body as sent, ${bytes(response_bytes)}">${show}<//>` : show())}
  <//>`;
}
