import { useMemo } from 'preact/hooks';
import type { JournalEntry } from '../../../../journal/journal-schema.ts';
import { CopyButton } from '../../parts/code/copy-button.ts';
import { html } from '../../parts/html.ts';
import { asCurl } from './as-curl.ts';
import { asSdkCall } from './sdk/as-sdk-call.ts';

/** The call, to be made again elsewhere. */
export function CopyAs({ entry }: { entry: JournalEntry }) {
  const { origin } = location;
  const { client, code } = useMemo(() => asSdkCall(entry, origin), [entry]);
  return html`<span class="actions" role="group" aria-label="Copy the call">
    <${CopyButton} label="Copy as curl" what="curl command" text=${() => asCurl(entry, origin)} />
    <${CopyButton} label=${client === 'fetch' ? 'Copy as fetch' : `Copy as ${client} call`} what=${`call with ${client === 'fetch' ? 'fetch' : `the ${client}`}`} text=${code} />
  </span>`;
}
