import type { Script, ScriptStatus } from '../../../../scripting/scripts-schema.ts';
import { useAction } from '../../api/action.ts';
import { post, put } from '../../api/call.ts';
import { refreshState, state } from '../../api/state.ts';
import { notify } from '../../parts/dialogs/notices.ts';
import { count } from '../../parts/format.ts';
import { Button } from '../../parts/forms/button.ts';
import { CheckField } from '../../parts/forms/field.ts';
import { html } from '../../parts/html.ts';
import { ProblemNote } from '../../parts/problem-note.ts';
import { type Example, RuleBoard } from './rule-board.ts';

const EXAMPLES: Example<Script>[] = [
  { label: 'One answer to everything', rule: { answer: { text: 'The answer is 42 [1].' } } },
  {
    label: 'When a message mentions',
    rule: {
      match: { messages: [{ role: 'user', contains: 'refund', ignore_case: true }] },
      answer: { text: 'Refunds take five days [1].' },
    },
  },
  { label: 'One LLM only', rule: { match: { llm: 'gpt-4o' }, answer: { text: 'From a script.' } } },
  {
    label: 'Slowly, token by token',
    rule: {
      answer: {
        text: 'Here it comes, a word at a time.',
        timing: { first_token_ms: 800, tokens_per_second: 6, jitter: 0.3 },
      },
    },
  },
  { label: 'JSON', rule: { answer: { json: { sentiment: 'good', score: 0.9 } } } },
  { label: 'A tool call', rule: { answer: { tool_calls: [{ name: 'get_weather', arguments: { city: 'Oslo' } }] } } },
  { label: 'Two answers in turn', rule: { answers: [{ text: 'First.' }, { text: 'Second.' }], exhausted: 'cycle' } },
  {
    label: 'The provider’s error',
    rule: { answer: { error: { status: 429, message: 'Rate limit reached for requests.' } } },
  },
];

export function ScriptsPanel() {
  const strict = useAction(async (on: boolean) => {
    await put('/_emulator/scripts/strict', { strict: on });
    await refreshState();
  });
  const restart = useAction(async () => {
    await post('/_emulator/scripts/reset-counters');
    notify('Every script starts with its first use.');
  });
  return html`<${RuleBoard} name="scripts" one="Script" examples=${EXAMPLES} describe=${describe}
    hint="match: llm, model, preset, operation, streamed, turn, headers, messages, json_path. The first script that matches answers, before anything goes on the wire.">
    <${CheckField} label="Fail what no script answers" value=${state.value?.scripts.strict ?? false} onChange=${strict.run}
      hint="Otherwise it goes to the model." />
    <div class="actions"><${Button} kind="quiet" onClick=${restart.run}>Count uses anew<//></div>
    <${ProblemNote} problem=${strict.problem ?? restart.problem} />
  <//>`;
}

function describe({ id, description, match, answer, answers, times, times_used }: ScriptStatus) {
  const said = answers ?? (answer ? [answer] : []);
  return html`
    <strong>${description ?? id}</strong>
    <code>${match ? JSON.stringify(match) : 'matches everything'}</code>
    ${said.slice(0, 3).map((one) => html`<span>${one.text ?? JSON.stringify(one)}</span>`)}
    ${said.length > 3 && html`<span class="hint">and ${said.length - 3} more</span>`}
    <span class="hint">Used ${count(times_used, 'time')}${times ? ` of ${times}` : ''}.</span>
  `;
}
