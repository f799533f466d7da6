import { post } from '../api/call.ts';
import { refreshState, state, useAction } from '../api/hooks.ts';
import type { ApiScript, ListedApiScript } from '../api/types.ts';
import { notify } from '../parts/dialogs.tsx';
import { count } from '../parts/format.ts';
import { Button, ProblemNote } from '../parts/pieces.tsx';
import { type Example, RuleBoard, UseChip, WhyNot } from './rules.tsx';

const EXAMPLES: Example<ApiScript>[] = [
  {
    label: 'An operation that is not emulated',
    rule: { match: { operation: 'listPipelines' }, answer: { body: { pipelines: [], metadata: {} } } },
  },
  {
    label: 'An error, twice',
    rule: { match: { operation: 'createCorpus' }, times: 2, answer: { status: 503, body: { messages: ['Busy.'] } } },
  },
  {
    label: 'Onto the real answer',
    rule: { match: { operation: 'getCorpus' }, answer: { patch: { limits: { used_docs: 9999 } } } },
  },
  {
    label: 'A stream',
    rule: {
      match: { operation: 'query', body: { holds: { stream_response: true } } },
      answer: {
        events: [
          { data: { type: 'search_results', search_results: [] } },
          { data: { type: 'generation_chunk', generation_chunk: 'Slowly.' }, after_ms: 800 },
          { data: { type: 'end' } },
        ],
      },
    },
  },
  {
    label: 'From state to state',
    rule: {
      match: { operation: 'getJob' },
      when: { state: 'started' },
      then: { state: 'done' },
      answer: { patch: { state: 'processing' } },
    },
  },
];

/** What operations of the API answer. */
export function ApiScriptsPanel() {
  const restart = useAction(async () => {
    await post('/_emulator/api-scripts/reset-counters');
    await refreshState();
    notify('The use counters start again at zero, and scenarios at their first state.');
  });
  const scenarios = state.value?.api_scripts.scenarios ?? [];
  return (
    <RuleBoard
      name="api-scripts"
      one="API script"
      examples={EXAMPLES}
      describe={describe}
      hint="match: operation, route, path, query, headers, body. answer: status, headers, and body, text, events, patch, pass or vectara. The first script that matches answers."
    >
      {scenarios.map(({ name, state: now }) => (
        <p>
          The scenario <b>{name}</b> is in the state <code>{now}</code>.
        </p>
      ))}
      <div class="actions">
        <Button kind="quiet" onClick={restart.run}>
          Reset use counters
        </Button>
      </div>
      <ProblemNote problem={restart.problem} />
    </RuleBoard>
  );
}

function describe({
  id,
  description,
  match,
  answer,
  answers,
  when,
  then,
  times,
  times_used,
  ...rest
}: ListedApiScript) {
  return (
    <>
      <p class="rule-name">
        <strong>{description ?? id}</strong> <UseChip times={times_used} verb="used" {...rest} />
      </p>
      <code>{match ? JSON.stringify(match) : 'matches every call'}</code>
      {(answers ?? [answer]).slice(0, 3).map((one) => (
        <span>{JSON.stringify(one)}</span>
      ))}
      <span class="hint">
        Used {count(times_used, 'time')}
        {times ? ` of ${times}` : ''}
        {when ? `, in the state ${when.state}` : ''}
        {then ? `, which it leaves in ${then.state}` : ''}.
      </span>
      <WhyNot {...rest} />
    </>
  );
}
