import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { at, get, post, put, remove } from '../api/call.ts';
import { refreshState, state, useAction, useLoaded } from '../api/hooks.ts';
import type { FaultRule, ListedFault, ListedScript, Script } from '../api/types.ts';

import { confirmed, notify } from '../parts/dialogs.tsx';
import { CheckField, JsonEditor } from '../parts/fields.tsx';
import { count } from '../parts/format.ts';
import { Button, Chip, Empty, ProblemNote, Section } from '../parts/pieces.tsx';

export interface Example<Rule> {
  label: string;
  rule: Rule;
}

interface RuleBoardProps<Rule, Kept extends { id: string }> {
  /** In the plural: `faults`. The path of the API, and the member that its listing has. */
  name: 'faults' | 'scripts' | 'api-scripts';
  /** In the singular, capitalised. */
  one: string;
  examples: readonly Example<Rule>[];
  /** What stands in the editor at first. */
  hint: ComponentChildren;
  describe(rule: Kept): ComponentChildren;
  children?: ComponentChildren;
}

/** Rules that are kept in order: those there are, and a place to add one, starting from an example. */
export function RuleBoard<Rule, Kept extends { id: string }>(props: RuleBoardProps<Rule, Kept>) {
  const { name, one, examples, hint, describe, children } = props;
  const path = `/_emulator/${name}`;
  /** `API script` stays as it is. */
  const single = one.replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase());
  const member = name === 'api-scripts' ? 'api_scripts' : name;
  const many = state.value?.[member].count;
  const kept = useLoaded(async () => (await get<Record<string, Kept[]>>(path))[member]!, [many]);
  const [draft, setDraft] = useState<unknown>(examples[0]!.rule);
  const [valid, setValid] = useState(true);
  const afterwards = async () => {
    kept.reload();
    await refreshState();
  };
  const add = useAction(async () => {
    await post(path, draft);
    await afterwards();
  });
  const drop = useAction(async (id: string) => {
    await remove(`${path}/${at`${id}`}`);
    await afterwards();
  });
  const clear = useAction(async () => {
    if (!(await confirmed(`Delete all ${single}s?`, `This account will have no ${single}s.`))) return;
    await remove(path);
    await afterwards();
  });
  const rules = kept.value ?? [];
  const title = `${one}s, in the order they are checked`;
  return (
    <div class="columns">
      <Section
        title={title}
        actions={
          rules.length > 0 && (
            <Button kind="danger" onClick={clear.run}>
              Delete all
            </Button>
          )
        }
      >
        <ProblemNote problem={kept.problem ?? drop.problem ?? clear.problem} />
        {kept.value && rules.length === 0 && (
          <Empty title={`No ${single}s`}>
            <p>Pick an example and add it.</p>
          </Empty>
        )}
        <ol class="rules">
          {rules.map((rule) => (
            <li key={rule.id}>
              <div class="stack">{describe(rule)}</div>
              <Button kind="danger" label={`Delete ${single} ${rule.id}`} onClick={() => drop.run(rule.id)}>
                Delete
              </Button>
            </li>
          ))}
        </ol>
        {children}
      </Section>
      <Section title={`New ${single}`}>
        <div class="examples" role="group" aria-label="Examples">
          {examples.map(({ label, rule }) => (
            <Button pressed={draft === rule} onClick={() => setDraft(rule)}>
              {label}
            </Button>
          ))}
        </div>
        <JsonEditor label={one} value={draft} onChange={setDraft} onValidity={setValid} hint={hint} />
        <ProblemNote problem={add.problem} />
        <div class="actions">
          <Button kind="primary" busy={add.running} disabled={!valid} onClick={add.run}>{`Add ${single}`}</Button>
        </div>
      </Section>
    </div>
  );
}

const queries = { operation: ['query', 'queryCorpus', 'createChat'] };

const FAULT_EXAMPLES: Example<FaultRule>[] = [
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
  { label: 'A tool fails', rule: { when: { times: 1 }, fault: { type: 'tool_error', message: 'The index is gone.' } } },
];

export function FaultsPanel() {
  const magic = useAction(async (enabled: boolean) => {
    await put('/_emulator/faults/magic', { enabled });
    await refreshState();
  });
  return (
    <RuleBoard
      name="faults"
      one="Fault"
      examples={FAULT_EXAMPLES}
      describe={describeFault}
      hint="where: operation, route, corpus, llm, agent, step, tool, header, upstream. when: skip, every, probability, times. The first fault that fires wins."
    >
      <CheckField
        label="Act on texts like [[fault:status=503]] in queries and messages"
        value={state.value?.faults.magic ?? false}
        onChange={magic.run}
        hint="For clients that cannot set the header x-emulator-fault."
      />
      <ProblemNote problem={magic.problem} />
    </RuleBoard>
  );
}

function describeFault({ description, fault, where, when, times_fired, times_matched, ...rest }: ListedFault) {
  const { type, ...settings } = fault;
  return (
    <>
      <p class="rule-name">
        <strong>{description ?? type}</strong> <UseChip times={times_fired} verb="fired" {...rest} />
      </p>
      <code>{[type, ...pairs(settings)].join(' ')}</code>
      <span class="hint">
        {where ? pairs(where).join(', ') : 'every call'}
        {when ? `; ${pairs(when).join(', ')}` : ''}
      </span>
      <span class="hint">
        Fired {count(times_fired, 'time')} for {count(times_matched, 'matching call')}.
      </span>
      <WhyNot {...rest} />
    </>
  );
}

type Prospects = Pick<ListedFault, 'can_match' | 'why_not' | 'last_mismatch'>;

/** Whether a rule was used, or may still be. */
export function UseChip({ times, verb, can_match }: Prospects & { times: number; verb: string }) {
  return (
    <>
      {times > 0 && <Chip tone="good">{verb}</Chip>} {!can_match && <Chip tone="warn">cannot match now</Chip>}
      {can_match && times === 0 && <Chip>not {verb} yet</Chip>}
    </>
  );
}

/** Why a rule cannot match now, or did not hold for the last call. */
export function WhyNot({ why_not, last_mismatch }: Prospects) {
  return (
    <>
      {why_not && <span class="hint">{why_not}</span>}
      {last_mismatch && <span class="hint">Did not match the last call: {last_mismatch}</span>}
    </>
  );
}

const pairs = (of: object): string[] =>
  Object.entries(of).map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);

const SCRIPT_EXAMPLES: Example<Script>[] = [
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
  {
    label: 'In the place of a tool',
    rule: { match: { tool: { type: 'web_get' } }, answer: { output: { status_code: 200, content: 'ok' } } },
  },
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
    notify('The use counters start again at zero.');
  });
  return (
    <RuleBoard
      name="scripts"
      one="Script"
      examples={SCRIPT_EXAMPLES}
      describe={describeScript}
      hint="match: llm, model, preset, operation, streamed, agent, step, session, turn, tool, headers, messages, json_path. The first script that matches answers, before anything goes on the wire."
    >
      <CheckField
        label="Fail calls that no script matches"
        value={state.value?.scripts.strict ?? false}
        onChange={strict.run}
        hint="Otherwise the model answers them."
      />
      <div class="actions">
        <Button kind="quiet" onClick={restart.run}>
          Reset use counters
        </Button>
      </div>
      <ProblemNote problem={strict.problem ?? restart.problem} />
    </RuleBoard>
  );
}

function describeScript({ id, description, match, answer, answers, times, times_used, ...rest }: ListedScript) {
  const said = answers ?? (answer ? [answer] : []);
  return (
    <>
      <p class="rule-name">
        <strong>{description ?? id}</strong> <UseChip times={times_used} verb="used" {...rest} />
      </p>
      <code>{match ? JSON.stringify(match) : 'matches everything'}</code>
      {said.slice(0, 3).map((one) => (
        <span>{one.text ?? JSON.stringify(one)}</span>
      ))}
      {said.length > 3 && <span class="hint">and {said.length - 3} more</span>}
      <span class="hint">
        Used {count(times_used, 'time')}
        {times ? ` of ${times}` : ''}.
      </span>
      <WhyNot {...rest} />
    </>
  );
}
