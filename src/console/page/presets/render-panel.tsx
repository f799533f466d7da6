import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { connection, listAll, post } from '../api/call.ts';
import { useLoaded } from '../api/hooks.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import type { RenderPromptRequest, RenderPromptResponse } from '../api/types.ts';
import { SelectField, TextField } from '../parts/fields.tsx';
import { count } from '../parts/format.ts';
import { Chip, ProblemNote, Section, Segmented, type Tone } from '../parts/pieces.tsx';
import type { PresetDraft } from './preset-draft.ts';
import type { TemplateProblem } from './template-editor.tsx';

type Shape = 'messages' | 'text';
const SHAPES: { value: Shape; label: string }[] = [
  { value: 'messages', label: 'Messages' },
  { value: 'text', label: 'As rendered' },
];

/** The prompt that an LLM would be sent, for a corpus and a query. */
export function RenderPanel({ render }: { render: Render }) {
  const corpora = useLoaded(() => listAll<{ key: string; name: string }>('/v2/corpora', 'corpora'));
  const [shape, setShape] = useState<Shape>('messages');
  const { corpus, query, language } = rendersFor.value;
  const choose = (part: Partial<typeof rendersFor.value>) => {
    rendersFor.value = { ...rendersFor.value, ...part };
  };
  const options = [
    { value: '', label: 'None (no search results)' },
    ...(corpora.value ?? []).map(({ key, name }) => ({
      value: key,
      label: name && name !== key ? `${key} (${name})` : key,
    })),
  ];
  return (
    <Section
      title="Live render"
      className="render-section"
      actions={<Segmented label="View as" value={shape} choices={SHAPES} onChange={setShape} />}
    >
      <div class="field-row">
        <SelectField label="Corpus" value={corpus} options={options} onChange={(value) => choose({ corpus: value })} />
        <SelectField
          label="Language"
          value={language}
          options={LANGUAGES}
          onChange={(value) => choose({ language: value })}
        />
      </div>
      <TextField
        label="Query"
        value={query}
        placeholder="What would someone ask?"
        onChange={(value) => choose({ query: value })}
      />
      <ProblemNote problem={corpora.problem ?? render.problem} title="The search was refused" />
      <Outcome render={render} shape={shape} asks={query.trim() !== ''} />
    </Section>
  );
}

function Outcome({ render: { answer, last, pending }, shape, asks }: { render: Render; shape: Shape; asks: boolean }) {
  if (!answer) return null;
  const { error } = answer;
  // What was rendered last stays while the template is not whole.
  const shown = answer.rendered_prompt === undefined ? last : answer;
  return (
    <>
      {error && (
        <div class="note problem render-error">
          <p class="words">
            {error.line === undefined ? error.rule : `Line ${error.line}, column ${error.column}: ${error.rule}`}
          </p>
          {shown && shown !== answer && <p class="hint">Below is the last successful rendering.</p>}
        </div>
      )}
      <div class={`rendered ${shown !== answer ? 'stale' : ''}`} aria-busy={pending}>
        {shown && <p class="hint render-facts">{factsOf(shown, asks)}</p>}
        {shown &&
          (shape === 'text' || !shown.messages ? (
            <RenderedText text={shown.rendered_prompt ?? ''} />
          ) : (
            <MessageList messages={shown.messages} />
          ))}
      </div>
    </>
  );
}

function factsOf(
  { search_results, messages, rendered_prompt = '', response_language, keywords_only }: Rendered,
  asks: boolean,
): string {
  const { found = 0, used = 0 } = search_results ?? {};
  const results = found > 0 ? `${used} of ${count(found, 'result')} used` : 'no results';
  return [
    asks ? results : 'no query, so no results',
    messages && count(messages.length, 'message'),
    count(rendered_prompt.length, 'character'),
    response_language,
    keywords_only && `lexical search only: the encoder is remote`,
  ]
    .filter(Boolean)
    .join(' · ');
}

const AFTER_MS = 200;

type Rendered = RenderPromptResponse;

/** What is rendered for; the same for all presets, until the tab is closed. */
const rendersFor = signal({ corpus: '', query: '', language: 'auto' });

interface Render {
  answer: Rendered | undefined;
  /** The last one with messages: shown on while a template is not whole. */
  last: Rendered | undefined;
  /** Of the call itself, such as a corpus that is gone. */
  problem: Problem | undefined;
  /** Whether the answer is of an earlier text. */
  pending: boolean;
  problems: TemplateProblem[];
}

/** Renders the draft's template anew, shortly after whatever it depends on changed. */
export function useRender(draft: PresetDraft): Render {
  const request = JSON.stringify(requestFor(draft));
  const [state, setState] = useState<Omit<Render, 'pending' | 'problems'> & { of?: string }>({
    answer: undefined,
    last: undefined,
    problem: undefined,
  });
  const isFirst = useRef(true);
  useEffect(() => {
    const controller = new AbortController();
    const ask = async () => {
      try {
        const options = { aside: true, signal: controller.signal };
        const answer = await post<Rendered>('/_emulator/prompts/render', JSON.parse(request), options);
        setState(({ last }) => ({ answer, last: answer.messages ? answer : last, problem: undefined, of: request }));
      } catch (error) {
        if (controller.signal.aborted) return;
        setState((before) => ({ ...before, problem: asProblem(error), of: request }));
      }
    };
    const timer = setTimeout(ask, isFirst.current ? 0 : AFTER_MS);
    isFirst.current = false;
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [request, connection.value]);

  const { error } = state.answer ?? {};
  const problems: TemplateProblem[] =
    error?.line === undefined ? [] : [{ line: error.line, column: error.column ?? 1, text: error.rule, tone: 'bad' }];
  return { ...state, pending: state.of !== request, problems };
}

function requestFor({ prompt_template, llm_name, max_used_search_results }: PresetDraft): RenderPromptRequest {
  const { corpus, query, language } = rendersFor.value;
  const used = Number(max_used_search_results);
  const asks = query.trim() !== '';
  return {
    prompt_template,
    llm_name,
    response_language: language,
    ...(Number.isInteger(used) && used > 0 && { max_used_search_results: used }),
    ...(asks && { query }),
    ...(asks && corpus && { search: { corpora: [{ corpus_key: corpus }], limit: Math.max(used, 10) } }),
  };
}

/** Beyond this, showing costs more than it tells. */
const MOST_CHARACTERS = 60_000;

type Messages = NonNullable<Rendered['messages']>;

const TONES: Record<string, Tone> = { system: 'warn', user: 'info', assistant: 'good' };

/** The messages as the LLM gets them, one below the other. */
function MessageList({ messages }: { messages: Messages }) {
  return (
    <ol class="messages" aria-label="Messages">
      {messages.map(({ role, content, ...more }) => (
        <li>
          <p>
            <Chip tone={TONES[role] ?? 'plain'}>{role}</Chip>
            {Object.entries(more).map(([name, value]) => (
              <code class="hint">
                {name}: {JSON.stringify(value)}
              </code>
            ))}
          </p>
          {typeof content === 'string' ? (
            <RenderedText text={content} name={`Message of ${role}`} />
          ) : (
            <RenderedText text={JSON.stringify(content, null, 2)} name={`Message of ${role}`} />
          )}
        </li>
      ))}
    </ol>
  );
}

function RenderedText({ text, name = 'Rendered prompt' }: { text: string; name?: string }) {
  if (text === '') return <p class="hint">Empty.</p>;
  const shown = text.length > MOST_CHARACTERS ? text.slice(0, MOST_CHARACTERS) : text;
  return (
    <>
      <pre class="rendered-text" tabindex={0} role="group" aria-label={name}>
        {shown}
      </pre>
      {shown !== text && <p class="hint">… and {(text.length - shown.length).toLocaleString('en')} characters more.</p>}
    </>
  );
}

/** The languages that can be asked for, as src/query/languages.ts has them, by the browser's names. */
const CODES =
  'eng deu fra zho kor ara rus tha nld ita por spa jpn pol tur vie ind ces ukr ell heb fas hin urd swe ben msa ron'.split(
    ' ',
  );

const names = new Intl.DisplayNames('en', { type: 'language' });

const LANGUAGES = [
  { value: 'auto', label: 'The query’s language' },
  ...CODES.map((code) => ({ value: code, label: names.of(code) ?? code })),
];
