import type { Message } from '../../api/types.ts';
import { AnsweredBy } from '../../parts/answered-by.tsx';
import { Code } from '../../parts/code.tsx';
import { bytes, count, milliseconds } from '../../parts/format.ts';
import { Chip, Facts, Section } from '../../parts/pieces.tsx';
import { HeaderTable } from './head.tsx';
import { type Entry, isNotSent, type Note, notesOf } from './notes.tsx';
import { Fold, LongText } from './on-demand.tsx';

/** The template and what became of it, side by side; then the messages that it stands for. */
export function Prompt({ entry }: { entry: Entry }) {
  const models = notesOf(entry, 'model');
  return (
    <Section title="Prompt">
      {notesOf(entry, 'prompt').map(({ template, template_from, rendered, used, ms, at_ms }) => {
        const asked = models.find((model) => model.at_ms >= at_ms);
        return (
          <>
            <p class="hint">
              The template of the {template_from}, rendered with {count(used.length, 'result')} in {milliseconds(ms)}.
            </p>
            <div class="columns">
              <div class="stack">
                <h3>Template</h3>
                <Code of={template} name="template" />
              </div>
              <div class="stack">
                <h3>Rendered</h3>
                <Code of={rendered} name="rendered prompt" />
              </div>
            </div>
            {asked && (
              <>
                <h3>Messages</h3>
                <Messages of={asked.messages} />
              </>
            )}
          </>
        );
      })}
    </Section>
  );
}

/** What a model is told, by who says it. */
function Messages({ of: messages }: { of: readonly Message[] }) {
  return (
    <ol class="life-messages">
      {messages.map((message) => (
        <li class={`from-${message.role}`}>
          <span class="role">{message.role}</span>
          <div class="said">
            <Said of={message} />
          </div>
        </li>
      ))}
    </ol>
  );
}

function Said({ of: { content, role: _, ...rest } }: { of: Message }) {
  const parts = typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content;
  return (
    <>
      {parts.map((part) =>
        part.type === 'text' ? (
          part.text === '' ? (
            <span class="soft">nothing</span>
          ) : (
            <LongText text={part.text} most={2000} />
          )
        ) : (
          <Code of={part} name="part of a message" />
        ),
      )}
      {Object.keys(rest).length > 0 && <Code of={rest} name="further members of the message" />}
    </>
  );
}

/** What each language model was asked and what it answered, whoever answered for it. */
export function ModelCalls({ entry }: { entry: Entry }) {
  const prompts = notesOf(entry, 'prompt');
  return (
    <Section title="Model call">
      {notesOf(entry, 'model').map((model, index) => {
        const isShown = prompts.some(({ at_ms }) => at_ms <= model.at_ms);
        return <ModelCall key={index} of={model} folded={isShown} />;
      })}
    </Section>
  );
}

/** `folded`: the messages are shown with the prompt. */
function ModelCall({ of, folded }: { of: Note<'model'>; folded: boolean }) {
  const { llm, messages, parameters, stream, tools, response_format, text, tool_calls, chunks, error } = of;
  const set = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null);
  return (
    <div class="stack">
      {error !== undefined && (
        <div class="note problem">
          <p>
            <strong>The model failed</strong>
          </p>
          <p class="words">{error}</p>
        </div>
      )}
      <Facts
        of={{
          LLM: <code>{llm}</code>,
          'Answered by': of.answered_by && <AnsweredBy of={[{ by: of.answered_by, faults: of.faults }]} />,
          Response: stream ? 'a stream' : 'a single response',
          Chunks: chunks === 0 ? 'none' : chunks.toLocaleString('en'),
          'First chunk after': of.first_chunk_ms === undefined ? undefined : milliseconds(of.first_chunk_ms),
          Took: of.ms === undefined ? 'still running' : milliseconds(of.ms),
          Finished: of.finish_reason && (
            <Chip tone={of.finish_reason === 'stop' ? 'good' : 'warn'}>{of.finish_reason}</Chip>
          ),
          Tokens:
            of.usage &&
            `${of.usage.promptTokens.toLocaleString('en')} for the prompt, ${of.usage.completionTokens.toLocaleString('en')} for the answer`,
          Parameters:
            set.length > 0
              ? set.map(([name, value]) => (
                  <code class="name-value">
                    {name} <b>{JSON.stringify(value)}</b>
                  </code>
                ))
              : undefined,
        }}
      />
      {folded ? (
        <Fold summary={count(messages.length, 'message')}>{() => <Messages of={messages} />}</Fold>
      ) : (
        <Messages of={messages} />
      )}
      {tools && <Fold summary={count(tools.length, 'tool')}>{() => <Code of={tools} name="tools" />}</Fold>}
      {response_format && (
        <>
          <h3>Response format</h3>
          <Code of={response_format} name="response format" />
        </>
      )}
      {text !== '' && (
        <Fold summary="Raw answer, before citations are rewritten">
          {() => <Code of={text} name="text of the model" />}
        </Fold>
      )}
      {tool_calls && (
        <>
          <h3>Tools called</h3>
          <Code of={tool_calls} name="tool calls" />
        </>
      )}
    </div>
  );
}

/** What the section of these calls is called. */
export const upstreamTitle = (calls: readonly Note<'upstream'>[]): string =>
  `Upstream request${calls.length > 1 ? 's' : ''}${calls.every(isNotSent) ? ', not sent' : ''}`;

/** Requests as they left for upstreams, or would have, with secrets masked, and how they were answered. */
export function UpstreamCalls({ entry }: { entry: Entry }) {
  const calls = notesOf(entry, 'upstream');
  return (
    <Section title={upstreamTitle(calls)}>
      {calls.map((call, index) => (
        <UpstreamCall key={index} of={call} number={calls.length > 1 ? index + 1 : undefined} />
      ))}
    </Section>
  );
}

function UpstreamCall({ of, number }: { of: Note<'upstream'>; number: number | undefined }) {
  const { at_ms, dialect, model, request, response, error, total_ms } = of;
  return (
    <div class="stack">
      <h3 class="upstream-name">
        {number !== undefined && (
          <>
            <Chip>{number}</Chip>{' '}
          </>
        )}
        <code>
          {request.method} {request.url}
        </code>{' '}
        {of.answered_by && <AnsweredBy of={[{ by: of.answered_by, faults: [] }]} />}
      </h3>
      {error !== undefined && (
        <div class="note problem">
          <p>
            <strong>The request failed</strong>
          </p>
          <p class="words">{error}</p>
        </div>
      )}
      <Facts
        of={{
          Answer: response ? (
            <Chip tone={(response.status ?? 0) >= 400 ? 'bad' : 'good'}>{response.status}</Chip>
          ) : error === undefined ? (
            'none yet'
          ) : (
            'none'
          ),
          Dialect: <code>{dialect}</code>,
          Model: model ? <code>{model}</code> : undefined,
          [isNotSent(of) ? 'Made at' : 'Sent at']: milliseconds(at_ms),
          'Headers after': response && milliseconds(response.headers_ms),
          Body:
            response &&
            `${bytes(response.bytes)} in ${count(response.chunks.length + (response.chunks_omitted ?? 0), 'chunk')}`,
          Took: total_ms === undefined ? 'still running' : milliseconds(total_ms),
        }}
      />
      <div class="columns">
        <div class="stack">
          <h4>{isNotSent(of) ? 'Request as it would have been sent' : 'Request as sent'}</h4>
          <HeaderTable of={request.headers} />
          {request.body === undefined ? (
            <p class="hint">{dialect === 'oauth-token' ? 'The body is secret.' : 'No body.'}</p>
          ) : (
            <Code of={request.body} name="upstream request body" />
          )}
        </div>
        {response && (
          <div class="stack">
            <h4>{isNotSent(of) ? 'Response in the provider’s place' : 'Response as received'}</h4>
            <HeaderTable of={response.headers} />
            {response.chunks.length > 0 && (
              <Fold summary="Full body, raw">
                {() => <Code of={response.chunks.map(({ text }) => text).join('')} name="upstream response body" />}
              </Fold>
            )}
          </div>
        )}
      </div>
    </div>
  );
}
