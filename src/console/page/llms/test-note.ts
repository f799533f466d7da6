import { state } from '../api/state.ts';
import { linkTo } from '../app/router.ts';
import { html } from '../parts/html.ts';

/** That the test call of an LLM succeeded just now. */
export interface TestOutcome {
  llmId: string;
}

export function TestNote() {
  const who = state.value?.upstream.simulated
    ? 'The built-in model answered for the provider'
    : 'The provider answered';
  return html`<div class="note good" role="status">
    <p><strong>The test call succeeded.</strong> ${who}. <a href=${linkTo('live')}>See what was sent</a></p>
  </div>`;
}
