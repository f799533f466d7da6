/** The form for a new LLM, and for one that is there. */

import { send as apiSend, at } from '../api/call.ts';
import type { CreateLlmRequest, Llm, UpdateLlmRequest } from '../api/types.ts';
import { goTo, linkTo } from '../app/navigation.ts';
import { notify } from '../parts/dialogs.tsx';
import { ViewHeader } from '../parts/pieces.tsx';
import { draftOf, type LlmDraft, newDraft, toCreateRequest, toUpdateRequest } from './draft.ts';
import { outcomeOf, type TestOutcome } from './llm-detail.tsx';
import { LlmForm } from './llm-form.tsx';

interface TestedProps {
  /** Called with how the test call of the LLM was answered; undefined where the API made none. */
  onTested: (outcome: TestOutcome | undefined) => void;
}

export function NewLlm({ example, onTested }: TestedProps & { example: string | undefined }) {
  const chosen = GUIDE_EXAMPLES.find(({ id }) => id === example);
  const send = async (request: CreateLlmRequest) => {
    const response = await apiSend('POST', '/v2/llms', { body: request });
    const llm: Llm = await response.json();
    notify(`Registered ${llm.name}.`);
    onTested(outcomeOf(llm.id, response));
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
        <nav class="actions examples" aria-label="Examples from Vectara’s guide">
          <span class="hint">Examples from Vectara’s guide:</span>
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

export function EditLlm({ llm, onTested }: TestedProps & { llm: Llm }) {
  const send = async (request: UpdateLlmRequest) => {
    const response = await apiSend('PATCH', at`/v2/llms/${llm.id}`, { body: request });
    notify(`Saved ${llm.name}.`);
    onTested(outcomeOf(llm.id, response));
    goTo('llms', llm.id);
  };
  return (
    <>
      <ViewHeader title={`Edit ${llm.name}`}>
        <a href={linkTo('llms', llm.id)}>Cancel</a>
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
