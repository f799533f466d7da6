import { useState } from 'preact/hooks';
import type { Llm, UpdateLlmRequest } from '../../../v2/llms/llms-schema.ts';
import { listAll } from '../api/list-all.ts';
import { useLoaded } from '../api/loaded.ts';
import { goTo, linkTo } from '../app/router.ts';
import { useShortcut } from '../app/shortcuts.ts';
import type { ViewProps } from '../app/views.ts';
import { html } from '../parts/html.ts';
import { Empty, Section, ViewHeader } from '../parts/pieces.ts';
import { ProblemNote } from '../parts/problem-note.ts';
import { EditLlm, ExampleLinks, NewLlm } from './edit-llm.ts';
import { LlmDetail } from './llm-detail.ts';
import { LlmList } from './llm-list.ts';
import type { TestOutcome } from './test-note.ts';

/** `#/llms`, `#/llms/ID`, `#/llms/ID/edit`, `#/llms/new` and `#/llms/new/EXAMPLE`. */
export function LlmsView({ path: [id, part] }: ViewProps) {
  const llms = useLoaded(() => listAll<Llm>('/v2/llms', 'llms'), [id, part]);
  const [tested, setTested] = useState<TestOutcome>();
  useShortcut('n', 'Register an LLM', () => goTo('llms', 'new'));

  if (id === 'new') {
    return html`<${NewLlm} example=${part} onDone=${(llm: Llm) => setTested({ llmId: llm.id })} />`;
  }
  const all = llms.value;
  const llm = all?.find((one) => one.id === id) ?? all?.findLast(({ name }) => name === id);
  if (llm && part === 'edit') {
    const done = (request: UpdateLlmRequest) => setTested(isTested(request) ? { llmId: llm.id } : undefined);
    return html`<${EditLlm} key=${llm.id} llm=${llm} onDone=${done} />`;
  }
  return html`
    <${ViewHeader} title="LLMs" lead="The language models that write answers: the platform’s, and those you bring.">
      <a class="button primary" href=${linkTo('llms', 'new')} aria-keyshortcuts="n">Register an LLM</a>
    <//>
    <${ProblemNote} problem=${llms.problem} />
    ${
      all &&
      html`<div class="beside ${id === undefined ? '' : 'chosen'}">
        <${LlmList} llms=${all} chosen=${llm?.id} />
        ${
          llm
            ? html`<${LlmDetail} key=${llm.id} llm=${llm} all=${all} tested=${tested} onTested=${setTested} onChanged=${llms.reload} />`
            : html`<${NoneChosen} asked=${id} />`
        }
      </div>`
    }`;
}

/** What the API tests before it stores a change (v2/llms/update-llm.ts). */
const isTested = (request: UpdateLlmRequest) =>
  (['type', 'model', 'uri', 'auth', 'headers', 'test_model_parameters'] as const).some(
    (field) => request[field] !== undefined,
  );

function NoneChosen({ asked }: { asked: string | undefined }) {
  if (asked !== undefined) {
    return html`<${Empty} title="No such LLM"><p>There is none with the id ${asked}. <a href=${linkTo('llms')}>All LLMs</a></p><//>`;
  }
  return html`<${Section} title="Bring your own">
    <p>Any model behind an OpenAI-compatible address, OpenAI’s Responses, Anthropic (also on Bedrock and Vertex AI) or Gemini.
      Register it, tie it to a preset, and queries are answered by it.</p>
    <p class="hint">The guide’s three examples, filled in but for the key:</p>
    <div class="actions"><${ExampleLinks} /></div>
  <//>`;
}
