import { linkTo } from '../../../app/router.ts';
import { CopyButton } from '../../../parts/code/copy-button.ts';
import { bytes, dateAndTime, milliseconds } from '../../../parts/format.ts';
import { html } from '../../../parts/html.ts';
import { Chip, Facts } from '../../../parts/pieces.ts';
import { CopyAs } from '../../copy-as/copy-as.ts';
import { type Entry, notesOf } from '../notes/call-notes.ts';
import { Explain } from './explain.ts';
import { Jumps } from './jumps.ts';
import { StageBar } from './stage-bar.ts';

/** What call it is, how it ended, where its time went, and what else there is to see. */
export function CallHead({ entry, titles }: { entry: Entry; titles: string[] }) {
  const { id, method, path, query_string, account, time, operation, duration_ms, llms = [], corpora = [] } = entry;
  const title = `${method} ${path}${query_string}`;
  return html`<section class="section life-head" aria-label=${title}>
    <header>
      <h2 class="call-name"><span class="method">${method}</span> ${path}<span class="soft">${query_string}</span></h2>
      <div class="actions"><${Explain} id=${id} /><${CopyAs} entry=${entry} /></div>
    </header>
    <div class="chips">
      <${Ending} entry=${entry} />
      ${entry.is_stream && html`<${Chip}>streamed<//>`}
      ${entry.client_left && html`<${Chip} tone="warn" title="Before the answer was complete">the client left<//>`}
      <${SetOff} entry=${entry} />
    </div>
    ${
      entry.errors.length > 0 &&
      html`<div class="note problem"><p><strong>The error said</strong></p>
      ${entry.errors.map((error) => html`<p class="words">${error}</p>`)}</div>`
    }
    <${Facts} of=${{
      Took: milliseconds(duration_ms),
      Came: `${dateAndTime(time)}.${time.slice(20, 23)}`,
      Account: html`<code>${account}</code>`,
      Operation: operation ? html`<code>${operation}</code>` : 'none there is',
      LLM:
        llms.length > 0
          ? llms.map((name) => html`<a class="of-many" href=${linkTo('llms', name)}>${name}</a>`)
          : undefined,
      Corpora:
        corpora.length > 0
          ? corpora.map((key) => html`<a class="of-many" href=${linkTo('corpora', key)}>${key}</a>`)
          : undefined,
      Received: bytes(entry.request.file?.bytes ?? entry.request_bytes),
      Sent: bytes(entry.response_bytes),
      'Request id': html`<code>${id}</code> <${CopyButton} text=${id} what="request id" />`,
    }} />
    <${StageBar} entry=${entry} />
    <${Jumps} to=${titles} />
  </section>`;
}

function Ending({ entry: { state, status, failed } }: { entry: Entry }) {
  if (state === 'running') return html`<span role="status"><${Chip} tone="info">running<//></span>`;
  if (status === undefined) return html`<${Chip} tone="bad">no answer<//>`;
  const tone = status >= 400 ? 'bad' : 'good';
  return html`<${Chip} tone=${tone}>${status}<//>${failed && status < 400 && html`<${Chip} tone="bad">failed<//>`}`;
}

/** The faults that fired and the scripts that answered. */
function SetOff({ entry }: { entry: Entry }) {
  return html`
    ${notesOf(entry, 'fault').map(
      ({ id, fault }) =>
        html`<a href=${linkTo('controls')}><${Chip} tone="bad" title=${id}>fault ${fault.type}<//></a>`,
    )}
    ${notesOf(entry, 'script_matched').map(
      ({ script }) => html`<a href=${linkTo('controls')}><${Chip} tone="warn">answered by ${script}<//></a>`,
    )}
  `;
}
