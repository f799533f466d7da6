/** The form for a new LLM, and for one that is there. */

import { at, patch, post } from '../api/call.ts';
import type { CreateLlmRequest, Llm, UpdateLlmRequest } from '../api/types.ts';
import { goTo, linkTo } from '../app/navigation.ts';
import { notify } from '../parts/dialogs.tsx';
import { ViewHeader } from '../parts/pieces.tsx';
import { draftOf, type LlmDraft, newDraft, toCreateRequest, toUpdateRequest } from './draft.ts';
import { LlmForm } from './llm-form.tsx';

export function NewLlm({ example, onDone }: { example: string | undefined; onDone(llm: Llm): void }) {
  const chosen = GUIDE_EXAMPLES.find(({ id }) => id === example);
  const send = async (request: CreateLlmRequest) => {
    const llm = await post<Llm>('/v2/llms', request);
    notify(`Registered ${llm.name}.`);
    onDone(llm);
    goTo('llms', llm.id);
  };
  return (
    <>
      <ViewHeader title="Register an LLM">
        <a href={linkTo('llms')}>All LLMs</a>
      </ViewHeader>
      <LlmForm
        key={example}
        first={chosen?.draft ?? newDraft()}
        toRequest={toCreateRequest}
        operation="POST /v2/llms"
        send={send}
        verb="Test and register"
      >
        <nav class="actions examples" aria-label="The guide’s examples">
          <span class="hint">From the guide:</span>
          <ExampleLinks chosen={chosen?.id} />
        </nav>
      </LlmForm>
    </>
  );
}

export function ExampleLinks({ chosen }: { chosen?: string | undefined }) {
  return GUIDE_EXAMPLES.map(({ id, label }) => (
    <a class="button" href={linkTo('llms', 'new', id)} aria-current={id === chosen ? 'true' : undefined}>
      {label}
    </a>
  ));
}

export function EditLlm({ llm, onDone }: { llm: Llm; onDone(request: UpdateLlmRequest): void }) {
  const send = async (request: UpdateLlmRequest) => {
    await patch(at`/v2/llms/${llm.id}`, request);
    notify(`Saved ${llm.name}.`);
    onDone(request);
    goTo('llms', llm.id);
  };
  return (
    <>
      <ViewHeader title={`Edit ${llm.name}`}>
        <a href={linkTo('llms', llm.id)}>Back without saving</a>
      </ViewHeader>
      <LlmForm
        first={draftOf(llm)}
        stored={llm}
        toRequest={(draft: LlmDraft) => toUpdateRequest(draft, llm)}
        operation={`PATCH /v2/llms/${llm.id}`}
        send={send}
        verb="Save"
      />
    </>
  );
}

// The three LLMs that Vectara's guide to bringing one's own registers; the key is the user's to enter.

interface Example {
  id: string;
  label: string;
  draft: LlmDraft;
}

interface Given {
  name: string;
  description: string;
  model: string;
  uri: string;
  header: string;
  /** What the value starts with, and how the key of this provider begins. */
  value: string;
}

const example = (id: string, { header, value, ...given }: Given): Example => ({
  id,
  label: given.name,
  draft: {
    ...newDraft(),
    ...given,
    type: 'openai-compatible',
    auth: 'header',
    credentials: { header },
    placeholders: { value },
    parameters: { max_tokens: 256 },
  },
});

const GUIDE_EXAMPLES: readonly Example[] = [
  example('claude', {
    name: 'Claude 3.7 Sonnet',
    description: 'Claude 3.7 Sonnet, at Anthropic',
    model: 'claude-3-7-sonnet-20250219',
    uri: 'https://api.anthropic.com/v1/chat/completions',
    header: 'x-api-key',
    value: 'sk-ant-…',
  }),
  example('gpt', {
    name: 'GPT-4o Mini',
    description: 'GPT-4o mini, at OpenAI',
    model: 'gpt-4o-mini',
    uri: 'https://api.openai.com/v1/chat/completions',
    header: 'Authorization',
    value: 'Bearer sk-…',
  }),
  example('gemini', {
    name: 'Google Gemini 2.0 Flash',
    description: 'Gemini 2.0 Flash, at Google',
    model: 'gemini-2.0-flash',
    uri: 'https://generativelanguage.googleapis.com/v1beta/openai/chat/completions',
    header: 'Authorization',
    value: 'Bearer AI…',
  }),
];
