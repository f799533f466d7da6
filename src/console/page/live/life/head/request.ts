import { Code } from '../../../parts/code/code.ts';
import { bytes, count } from '../../../parts/format.ts';
import { html } from '../../../parts/html.ts';
import { Facts, Section } from '../../../parts/pieces.ts';
import type { Entry } from '../notes/call-notes.ts';
import { Fold } from '../pieces/fold.ts';

/** What came, with secrets masked. */
export function Request({ entry: { request, query_string } }: { entry: Entry }) {
  const { headers, body, file } = request;
  const parameters = [...new URLSearchParams(query_string)];
  return html`<${Section} title="Request">
    ${parameters.length > 0 && html`<${Facts} of=${Object.fromEntries(parameters)} />`}
    ${file && html`<${Facts} of=${{ 'File as': html`<code>${file.content_type}</code>`, Size: bytes(file.bytes) }} />`}
    ${body === undefined ? html`<p class="hint">Without a body.</p>` : html`<${Code} of=${body} name="request body" />`}
    <${Fold} summary=${count(Object.keys(headers).length, 'header')}>${() => html`<${HeaderTable} of=${headers} />`}<//>
  <//>`;
}

export function HeaderTable({ of }: { of: Record<string, unknown> }) {
  return html`<dl class="header-table">
    ${Object.entries(of).map(([name, value]) => html`<div><dt>${name}</dt><dd>${String(value)}</dd></div>`)}
  </dl>`;
}
