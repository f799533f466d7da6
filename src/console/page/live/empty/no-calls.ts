import { get } from '../../api/call.ts';
import { connection } from '../../api/connection.ts';
import { useLoaded } from '../../api/loaded.ts';
import { state } from '../../api/state.ts';
import { linkTo } from '../../app/router.ts';
import { SampleButton } from '../../corpora/sample/sample-button.ts';
import { Code } from '../../parts/code/code.ts';
import { CopyButton } from '../../parts/code/copy-button.ts';
import { html } from '../../parts/html.ts';
import { Empty } from '../../parts/pieces.ts';
import { firstCall } from './first-call.ts';

/** What to do so that there is something to see. */
export function NoCalls() {
  const corpora = useLoaded(() => get<{ corpora: { key: string }[] }>('/v2/corpora?limit=1'));
  const command = firstCall(location.origin, {
    account: connection.value.account,
    isStrict: state.value?.auth === 'strict',
    corpusKey: corpora.value?.corpora[0]?.key,
  });
  return html`<${Empty} title="No calls yet">
    <p>Every request to the emulator appears here while it happens. Make one from a terminal:</p>
    <div class="first-call"><${Code} of=${command} name="command" copy=${false} /><${CopyButton} text=${command} label="Copy the command" what="command" /></div>
    <p>or <a href=${linkTo('query')}>ask a question in Query</a>.</p>
    ${corpora.value?.corpora.length === 0 && html`<p>There is no corpus to ask yet.</p><${SampleButton} />`}
  <//>`;
}
