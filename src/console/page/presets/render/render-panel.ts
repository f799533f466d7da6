import { useState } from 'preact/hooks';
import { listAll } from '../../api/list-all.ts';
import { useLoaded } from '../../api/loaded.ts';
import { count } from '../../parts/format.ts';
import { SelectField, TextField } from '../../parts/forms/field.ts';
import { html } from '../../parts/html.ts';
import { Section, Segmented } from '../../parts/pieces.ts';
import { ProblemNote } from '../../parts/problem-note.ts';
import { LANGUAGES } from './languages.ts';
import { MessageList, RenderedText } from './message-list.ts';
import { type Render, type Rendered, rendersFor } from './use-render.ts';

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
    { value: '', label: 'None: no search results' },
    ...(corpora.value ?? []).map(({ key, name }) => ({
      value: key,
      label: name && name !== key ? `${key} (${name})` : key,
    })),
  ];
  return html`<${Section} title="Live render" className="render-section" actions=${html`
      <${Segmented} label="Shown as" value=${shape} choices=${SHAPES} onChange=${setShape} />`}>
    <div class="field-row">
      <${SelectField} label="Corpus" value=${corpus} options=${options} onChange=${(value: string) => choose({ corpus: value })} />
      <${SelectField} label="Answer in" value=${language} options=${LANGUAGES} onChange=${(value: string) => choose({ language: value })} />
    </div>
    <${TextField} label="Query" value=${query} placeholder="What would someone ask?" onChange=${(value: string) => choose({ query: value })} />
    <${ProblemNote} problem=${corpora.problem ?? render.problem} title="The search was refused" />
    <${Outcome} render=${render} shape=${shape} asks=${query.trim() !== ''} />
  <//>`;
}

function Outcome({ render: { answer, last, pending }, shape, asks }: { render: Render; shape: Shape; asks: boolean }) {
  if (!answer) return null;
  const { error } = answer;
  // What was rendered last stays while the template is not whole.
  const shown = answer.rendered_prompt === undefined ? last : answer;
  return html`
    ${
      error &&
      html`<div class="note problem render-error">
        <p class="words">${error.line === undefined ? error.rule : `Line ${error.line}, column ${error.column}: ${error.rule}`}</p>
        ${shown && shown !== answer && html`<p class="hint">Below is what was rendered last.</p>`}
      </div>`
    }
    <div class=${`rendered ${shown !== answer ? 'stale' : ''}`} aria-busy=${pending}>
      ${shown && html`<p class="hint render-facts">${factsOf(shown, asks)}</p>`}
      ${shown && (shape === 'text' || !shown.messages ? html`<${RenderedText} text=${shown.rendered_prompt ?? ''} />` : html`<${MessageList} messages=${shown.messages} />`)}
    </div>`;
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
    keywords_only && `searched by words alone: the encoder is elsewhere`,
  ]
    .filter(Boolean)
    .join(' · ');
}
