import { at, get, patch, remove, send } from '../api/call.ts';
import { useAction, useLoaded } from '../api/hooks.ts';
import type { GenerationPreset, HowAnswered, Llm } from '../api/types.ts';
import { goTo, linkTo } from '../app/navigation.ts';
import { AnsweredBy, answeredByOf, toldOf } from '../parts/answered-by.tsx';
import { confirmed, notify } from '../parts/dialogs.tsx';
import { keysOf } from '../parts/format.ts';
import { Button, Chip, Facts, ProblemNote, Section } from '../parts/pieces.tsx';
import { fieldsOf, PROVIDERS } from './draft.ts';
import { CAPABILITIES, labelOf } from './llm-form.tsx';

interface DetailProps {
  llm: Llm;
  all: readonly Llm[];
  tested: TestOutcome | undefined;
  onTested(outcome: TestOutcome | undefined): void;
  onChanged(): void;
}

export function LlmDetail({ llm, all, tested, onTested, onChanged }: DetailProps) {
  const isOwn = llm.ownership === 'customer';
  return (
    <div class="stack">
      <p class="back">
        <a href={linkTo('llms')}>All LLMs</a>
      </p>
      <Section
        title={llm.name}
        actions={
          <>
            <LlmChips llm={llm} all={all} />
            {llm.enabled && <Chip tone="good">enabled</Chip>}
          </>
        }
      >
        {llm.description && <p>{llm.description}</p>}
        <ShadowNote llm={llm} all={all} />
        <LlmFacts llm={llm} />
        {isOwn && <OwnActions llm={llm} onTested={onTested} onChanged={onChanged} />}
        {tested?.llmId === llm.id && <TestNote outcome={tested} />}
      </Section>
      <Section title="Capabilities">
        <CapabilityFacts llm={llm} />
      </Section>
      <UsedBy llm={llm} />
    </div>
  );
}

function OwnActions({ llm, onTested, onChanged }: Omit<DetailProps, 'all' | 'tested'>) {
  const path = at`/v2/llms/${llm.id}`;
  const test = useAction(async () => {
    onTested(undefined);
    onTested(outcomeOf(llm.id, await send('PATCH', path, { body: { test_model_parameters: {} } })));
  });
  const toggle = useAction(async () => {
    await patch(path, { enabled: !llm.enabled });
    notify(`${llm.name} is ${llm.enabled ? 'disabled' : 'enabled'}.`);
    onChanged();
  });
  const deletion = useAction(async () => {
    const text = `This deletes “${llm.name}” and its credentials. Presets that name it are kept, but fail.`;
    if (!(await confirmed('Delete this LLM?', text))) return;
    await remove(path);
    notify(`Deleted ${llm.name}.`);
    onChanged();
    goTo('llms');
  });
  return (
    <>
      <div class="actions">
        <Button busy={test.running} onClick={() => test.run()}>
          Test the connection
        </Button>
        <Button onClick={() => goTo('llms', llm.id, 'edit')}>Edit</Button>
        <Button busy={toggle.running} onClick={() => toggle.run()}>
          {llm.enabled ? 'Disable' : 'Enable'}
        </Button>
        <Button kind="danger" onClick={() => deletion.run()}>
          Delete
        </Button>
      </div>
      <ProblemNote problem={test.problem} title="The test call failed" />
      <ProblemNote problem={toggle.problem ?? deletion.problem} />
    </>
  );
}

/** The presets that name this LLM, which is how a query gets to it. */
function UsedBy({ llm }: { llm: Llm }) {
  const query = new URLSearchParams({ llm_name: llm.name, limit: '100' });
  const presets = useLoaded(
    async () =>
      (await get<{ generation_presets: GenerationPreset[] }>(`/v2/generation_presets?${query}`)).generation_presets,
    [llm.name],
  );
  return (
    <Section
      title="Used by"
      actions={
        <>
          <a href={linkTo('presets', 'new')}>New preset</a>
          <a href={linkTo('query')}>Query</a>
        </>
      }
    >
      <ProblemNote problem={presets.problem} />
      {presets.value?.length === 0 ? (
        <p class="hint">
          No preset uses it yet. A query can name it: <code>generation.model_parameters.llm_name</code>.
        </p>
      ) : (
        <ul class="bare-list">
          {presets.value?.map(({ id, name, enabled }) => (
            <li>
              <a href={linkTo('presets', id)}>{name}</a> {!enabled && <Chip tone="bad">disabled</Chip>}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

/** How an LLM is reached, as far as it may be shown. */
function LlmFacts({ llm }: { llm: Llm }) {
  const { id, type, model, uri, auth, headers = {}, idle_timeout_seconds, ownership } = llm;
  if (ownership === 'platform') {
    return <Facts of={{ ID: <code>{id}</code>, Model: model, 'Answered by': 'the emulator’s built-in model' }} />;
  }
  const details = auth
    ? fieldsOf(auth.type).map(([field, { label }]) => [label, new Map(Object.entries(auth)).get(field)])
    : [];
  return (
    <Facts
      of={{
        ID: <code>{id}</code>,
        Type: PROVIDERS[type].label,
        Model: model,
        URI: uri ? <code>{uri}</code> : 'the provider’s own',
        Authentication: auth ? labelOf(auth.type) : 'none',
        ...Object.fromEntries(
          details.map(([label, value]) => [
            label,
            value && <code>{Array.isArray(value) ? value.join(' ') : value}</code>,
          ]),
        ),
        ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [`Header ${name}`, <code>{value}</code>])),
        'Idle timeout': idle_timeout_seconds && `${idle_timeout_seconds} s`,
      }}
    />
  );
}

function CapabilityFacts({ llm: { capabilities } }: { llm: Llm }) {
  const switches = keysOf(CAPABILITIES).map((key) => [CAPABILITIES[key], capabilities[key] ? 'yes' : 'no']);
  return (
    <Facts
      of={{
        'Context limit': `${capabilities.context_limit.toLocaleString('en')} tokens`,
        ...Object.fromEntries(switches),
      }}
    />
  );
}

/** Says which LLM a request with this name gets, where there are two. */
function ShadowNote({ llm, all }: { llm: Llm; all: readonly Llm[] }) {
  const own = shadowOf(llm, all);
  const link = ({ id }: Llm, text: string) => <a href={linkTo('llms', id)}>{text}</a>;
  if (own) {
    return (
      <p class="note">
        Your own LLM has the same name: requests for {llm.name} get {link(own, 'yours')}.
        {!own.enabled && ' It is disabled, so they are refused.'} The id <code>{llm.id}</code> still means this one.
      </p>
    );
  }
  const platform = shadowedBy(llm, all);
  if (!platform) return null;
  return (
    <p class="note">
      Overrides the {link(platform, 'platform LLM')} of the same name in queries and presets.
      {!llm.enabled && ' It does so even while it is disabled: requests for this name are refused.'}
    </p>
  );
}

export function LlmChips({ llm, all }: { llm: Llm; all: readonly Llm[] }) {
  const hidden = shadowOf(llm, all);
  return (
    <>
      {!llm.enabled && <Chip tone="bad">disabled</Chip>}
      {llm.default && <Chip tone="info">default</Chip>}
      {hidden && (
        <Chip tone="warn" title="Requests for this name get your own LLM">
          overridden
        </Chip>
      )}
      {shadowedBy(llm, all) && (
        <Chip tone="warn" title="Requests for this name get this LLM, not the platform one">
          overrides
        </Chip>
      )}
    </>
  );
}

// What stands in front of what: an own LLM takes the place of the platform's of the same name.

/** The own LLM that is meant by the name of this platform LLM. */
export const shadowOf = (llm: Llm, all: readonly Llm[]): Llm | undefined =>
  llm.ownership === 'platform'
    ? all.find(({ ownership, name }) => ownership === 'customer' && name === llm.name)
    : undefined;

/** The platform LLM whose name means this one. */
export const shadowedBy = (llm: Llm, all: readonly Llm[]): Llm | undefined =>
  llm.ownership === 'customer'
    ? all.find(({ ownership, name }) => ownership === 'platform' && name === llm.name)
    : undefined;

/** That the test call of an LLM succeeded just now. */
export interface TestOutcome {
  llmId: string;
  answeredBy: readonly HowAnswered[];
}

/** Undefined where the LLM was not tested: nobody was asked. */
export function outcomeOf(llmId: string, response: Response): TestOutcome | undefined {
  const answeredBy = answeredByOf(response);
  return answeredBy.length > 0 ? { llmId, answeredBy } : undefined;
}

function TestNote({ outcome: { answeredBy } }: { outcome: TestOutcome }) {
  return (
    <div class="note good" role="status">
      <p>
        <strong>The test call succeeded.</strong> {toldOf(answeredBy)} <AnsweredBy of={answeredBy} />{' '}
        <a href={linkTo('live')}>View what was sent</a>
      </p>
    </div>
  );
}
