import { useState } from 'preact/hooks';
import { listAll } from '../api/call.ts';
import { useLoaded } from '../api/hooks.ts';
import type { Llm } from '../api/types.ts';
import type { ViewProps } from '../app/app.tsx';
import { goTo, linkTo, useShortcut } from '../app/navigation.ts';
import { Empty, ProblemNote, Section, ViewHeader } from '../parts/pieces.tsx';
import { EditLlm, ExampleLinks, NewLlm } from './edit-llm.tsx';
import { LlmChips, LlmDetail, type TestOutcome } from './llm-detail.tsx';
import { labelOf } from './llm-form.tsx';

/** `#/llms`, `#/llms/ID`, `#/llms/ID/edit`, `#/llms/new` and `#/llms/new/EXAMPLE`. */
export function LlmsView({ path: [id, part] }: ViewProps) {
  const llms = useLoaded(() => listAll<Llm>('/v2/llms', 'llms'), [id, part]);
  const [tested, setTested] = useState<TestOutcome>();
  useShortcut('n', 'Register an LLM', () => goTo('llms', 'new'));

  if (id === 'new') {
    return <NewLlm example={part} onTested={setTested} />;
  }
  const all = llms.value;
  const llm = all?.find((one) => one.id === id) ?? all?.findLast(({ name }) => name === id);
  if (llm && part === 'edit') {
    return <EditLlm key={llm.id} llm={llm} onTested={setTested} />;
  }
  return (
    <>
      <ViewHeader title="LLMs" lead="The language models that generate answers: the platform LLMs and your own.">
        <a class="button primary" href={linkTo('llms', 'new')} aria-keyshortcuts="n">
          Register an LLM
        </a>
      </ViewHeader>
      <ProblemNote problem={llms.problem} />
      {all && (
        <div class={`beside ${id === undefined ? '' : 'chosen'}`}>
          <LlmList llms={all} chosen={llm?.id} />
          {llm ? (
            <LlmDetail key={llm.id} llm={llm} all={all} tested={tested} onTested={setTested} onChanged={llms.reload} />
          ) : (
            <NoneChosen asked={id} />
          )}
        </div>
      )}
    </>
  );
}

function NoneChosen({ asked }: { asked: string | undefined }) {
  if (asked !== undefined) {
    return (
      <Empty title="No such LLM">
        <p>
          There is none with the id {asked}. <a href={linkTo('llms')}>All LLMs</a>
        </p>
      </Empty>
    );
  }
  return (
    <Section title="Bring your own LLM">
      <p>
        Any model behind an OpenAI-compatible address, OpenAI’s Responses, Anthropic (also on Bedrock and Vertex AI) or
        Gemini. Register it, name it in a preset, and it answers your queries.
      </p>
      <p class="hint">The three examples of Vectara’s guide, with everything but the key filled in:</p>
      <div class="actions">
        <ExampleLinks />
      </div>
    </Section>
  );
}

/** The account's own LLMs, then the platform's. */
function LlmList({ llms, chosen }: { llms: readonly Llm[]; chosen: string | undefined }) {
  const group = (wanted: Llm['ownership']) => llms.filter(({ ownership }) => ownership === wanted);
  const items = (found: Llm[]) => (
    <ul class="choices">
      {found.map((llm) => (
        <Item key={llm.id} llm={llm} all={llms} chosen={chosen === llm.id} />
      ))}
    </ul>
  );
  const own = group('customer');
  return (
    <div class="stack list">
      <Section title="Your own">{own.length > 0 ? items(own) : <p class="hint">None yet.</p>}</Section>
      <Section title="Platform">{items(group('platform'))}</Section>
    </div>
  );
}

function Item({ llm, all, chosen }: { llm: Llm; all: readonly Llm[]; chosen: boolean }) {
  const { id, name, type, model, uri, auth, ownership } = llm;
  return (
    <li>
      <a href={linkTo('llms', id)} aria-current={chosen ? 'true' : undefined}>
        <span class="name">
          <strong>{name}</strong> <LlmChips llm={llm} all={all} />
        </span>
        {ownership === 'customer' && (
          <span class="line">
            {model} · {type} · {auth ? labelOf(auth.type) : 'no auth'}
          </span>
        )}
        {uri && <span class="line mono">{uri}</span>}
      </a>
    </li>
  );
}
