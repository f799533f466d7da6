/** The form for a new LLM, and for one that is there. */
import type { CreateLlmRequest, Llm, UpdateLlmRequest } from '../../../v2/llms/llms-schema.ts';
import { at, patch, post } from '../api/call.ts';
import { goTo, linkTo } from '../app/router.ts';
import { notify } from '../parts/dialogs/notices.ts';
import { html } from '../parts/html.ts';
import { ViewHeader } from '../parts/pieces.ts';
import { draftOf, type LlmDraft, newDraft, toCreateRequest, toUpdateRequest } from './form/draft.ts';
import { GUIDE_EXAMPLES } from './form/guide-examples.ts';
import { LlmForm } from './form/llm-form.ts';

export function NewLlm({ example, onDone }: { example: string | undefined; onDone(llm: Llm): void }) {
  const chosen = GUIDE_EXAMPLES.find(({ id }) => id === example);
  const send = async (request: CreateLlmRequest) => {
    const llm = await post<Llm>('/v2/llms', request);
    notify(`Registered ${llm.name}.`);
    onDone(llm);
    goTo('llms', llm.id);
  };
  return html`
    <${ViewHeader} title="Register an LLM"><a href=${linkTo('llms')}>All LLMs</a><//>
    <${LlmForm} key=${example} first=${chosen?.draft ?? newDraft()} toRequest=${toCreateRequest}
      operation="POST /v2/llms" send=${send} verb="Test and register">
      <nav class="actions examples" aria-label="The guide’s examples">
        <span class="hint">From the guide:</span><${ExampleLinks} chosen=${chosen?.id} />
      </nav>
    <//>`;
}

export function ExampleLinks({ chosen }: { chosen?: string | undefined }) {
  return GUIDE_EXAMPLES.map(
    ({ id, label }) =>
      html`<a class="button" href=${linkTo('llms', 'new', id)} aria-current=${id === chosen ? 'true' : undefined}>${label}</a>`,
  );
}

export function EditLlm({ llm, onDone }: { llm: Llm; onDone(request: UpdateLlmRequest): void }) {
  const send = async (request: UpdateLlmRequest) => {
    await patch(at`/v2/llms/${llm.id}`, request);
    notify(`Saved ${llm.name}.`);
    onDone(request);
    goTo('llms', llm.id);
  };
  return html`
    <${ViewHeader} title=${`Edit ${llm.name}`}><a href=${linkTo('llms', llm.id)}>Back without saving</a><//>
    <${LlmForm} first=${draftOf(llm)} stored=${llm} toRequest=${(draft: LlmDraft) => toUpdateRequest(draft, llm)}
      operation=${`PATCH /v2/llms/${llm.id}`} send=${send} verb="Save" />`;
}
