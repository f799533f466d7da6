import { Code } from '../../../parts/code/code.ts';
import { bytes, count, milliseconds } from '../../../parts/format.ts';
import { html } from '../../../parts/html.ts';
import { Chip, Facts, Section } from '../../../parts/pieces.ts';
import { HeaderTable } from '../head/request.ts';
import { type Entry, notesOf, type UpstreamNote } from '../notes/call-notes.ts';
import { Fold } from '../pieces/fold.ts';

/** Requests as they left for upstreams, with secrets masked, and how they were answered. */
export function UpstreamCalls({ entry }: { entry: Entry }) {
  const calls = notesOf(entry, 'upstream');
  return html`<${Section} title=${calls.length > 1 ? 'Upstream requests' : 'Upstream request'}>
    ${calls.map((call, index) => html`<${UpstreamCall} key=${index} of=${call} number=${calls.length > 1 ? index + 1 : undefined} />`)}
  <//>`;
}

function UpstreamCall({ of, number }: { of: UpstreamNote; number: number | undefined }) {
  const { at_ms, dialect, model, request, response, error, total_ms } = of;
  return html`<div class="stack">
    <h3 class="upstream-name">${number !== undefined && html`<${Chip}>${number}<//> `}<code>${request.method} ${request.url}</code></h3>
    ${error !== undefined && html`<div class="note problem"><p><strong>It failed</strong></p><p class="words">${error}</p></div>`}
    <${Facts} of=${{
      Answer: response
        ? html`<${Chip} tone=${(response.status ?? 0) >= 400 ? 'bad' : 'good'}>${response.status}<//>`
        : error === undefined
          ? 'none yet'
          : 'none',
      Dialect: html`<code>${dialect}</code>`,
      Model: model ? html`<code>${model}</code>` : undefined,
      'Left at': milliseconds(at_ms),
      'Headers after': response && milliseconds(response.headers_ms),
      Body:
        response &&
        `${bytes(response.bytes)} in ${count(response.chunks.length + (response.chunks_omitted ?? 0), 'chunk')}`,
      Took: total_ms === undefined ? 'still running' : milliseconds(total_ms),
    }} />
    <div class="columns">
      <div class="stack">
        <h4>As sent</h4>
        <${HeaderTable} of=${request.headers} />
        ${request.body === undefined ? html`<p class="hint">${dialect === 'oauth-token' ? 'Its body is a secret.' : 'Without a body.'}</p>` : html`<${Code} of=${request.body} name="upstream request body" />`}
      </div>
      ${
        response &&
        html`<div class="stack">
        <h4>As answered</h4>
        <${HeaderTable} of=${response.headers} />
        ${response.chunks.length > 0 && html`<${Fold} summary="The whole body, raw">${() => html`<${Code} of=${response.chunks.map(({ text }) => text).join('')} name="upstream response body" />`}<//>`}
      </div>`
      }
    </div>
  </div>`;
}
