import type { FaultRule, FaultStatus } from '../../../../faults/schema/fault-rule-schema.ts';
import { useAction } from '../../api/action.ts';
import { put } from '../../api/call.ts';
import { refreshState, state } from '../../api/state.ts';
import { count } from '../../parts/format.ts';
import { CheckField } from '../../parts/forms/field.ts';
import { html } from '../../parts/html.ts';
import { ProblemNote } from '../../parts/problem-note.ts';
import { type Example, RuleBoard } from './rule-board.ts';

const queries = { operation: ['query', 'queryCorpus', 'createChat'] };

const EXAMPLES: Example<FaultRule>[] = [
  { label: '503 once', rule: { when: { times: 1 }, fault: { type: 'status', code: 503 } } },
  {
    label: 'Rate limit, three times',
    rule: { where: queries, when: { times: 3 }, fault: { type: 'rate_limit', retry_after: 1 } },
  },
  { label: 'One in ten fails', rule: { when: { probability: 0.1, seed: 1 }, fault: { type: 'status', code: 500 } } },
  { label: 'Two seconds late', rule: { where: queries, fault: { type: 'delay', ms: 2000 } } },
  { label: 'Dropped connection', rule: { where: queries, fault: { type: 'drop' } } },
  {
    label: 'Stream cut',
    rule: { where: queries, fault: { type: 'stream_cut', after: { event: 'generation_chunk', count: 3 } } },
  },
  { label: 'Error in the stream', rule: { where: queries, fault: { type: 'stream_error', before: 'generation_end' } } },
  { label: 'Upstream refuses', rule: { fault: { type: 'upstream_refused' } } },
  { label: 'Upstream says 429', rule: { fault: { type: 'upstream_status', code: 429, retry_after: 1 } } },
  { label: 'Slow first token', rule: { fault: { type: 'upstream_slow_first_token', ms: 3000 } } },
];

export function FaultsPanel() {
  const magic = useAction(async (enabled: boolean) => {
    await put('/_emulator/faults/magic', { enabled });
    await refreshState();
  });
  return html`<${RuleBoard} name="faults" one="Fault" examples=${EXAMPLES} describe=${describe}
    hint="where: operation, route, corpus, llm, header, upstream. when: skip, every, probability, times. The first fault that fires wins.">
    <${CheckField} label="Obey texts like [[fault:status=503]] in queries and messages" value=${state.value?.faults.magic ?? false}
      onChange=${magic.run} hint="For clients that cannot set the header x-emulator-fault." />
    <${ProblemNote} problem=${magic.problem} />
  <//>`;
}

function describe({ description, fault, where, when, times_fired, times_matched }: FaultStatus) {
  const { type, ...settings } = fault;
  return html`
    <strong>${description ?? type}</strong>
    <code>${[type, ...pairs(settings)].join(' ')}</code>
    <span class="hint">${where ? pairs(where).join(', ') : 'every call'}${when ? `; ${pairs(when).join(', ')}` : ''}</span>
    <span class="hint">Fired ${count(times_fired, 'time')} of ${times_matched.toLocaleString('en')} calls it holds for.</span>
  `;
}

const pairs = (of: object): string[] =>
  Object.entries(of).map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
