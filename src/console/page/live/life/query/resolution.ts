import type { ComponentChildren } from 'preact';
import { linkTo } from '../../../app/router.ts';
import { html } from '../../../parts/html.ts';
import { Section } from '../../../parts/pieces.ts';
import { type Entry, notesOf, type PlanNote, type PlannedGeneration } from '../notes/call-notes.ts';
import { PlannedCorpusPart } from './planned-corpus.ts';
import { llmOwner, llmReason, presetReason } from './reasons.ts';

/** What a query was understood to be: each choice, and what it was made by. */
export function Resolution({ entry }: { entry: Entry }) {
  return html`<${Section} title="Resolved">${notesOf(entry, 'plan').map((plan) => html`<${Plan} of=${plan} />`)}<//>`;
}

function Plan({ of: plan }: { of: PlanNote }) {
  const { query, rephrased_from, corpora, offset, limit, rerank, generation, rewriting = [], save_history } = plan;
  return html`<div class="stack">
    <dl class="resolved">
      <${Row} name="Query">
        ${
          rephrased_from === undefined
            ? html`<q>${query}</q>`
            : html`<q>${query}</q> <span class="why">rephrased, with the chat before it in mind, from</span> <q>${rephrased_from}</q>`
        }
      <//>
      ${generation ? html`<${Generation} of=${generation} />` : html`<${Row} name="Answer">none is asked for<//>`}
      <${Row} name="Results">${offset + 1} to ${offset + limit}<//>
      <${Row} name="Rerankers">
        ${rerank.length === 0 ? 'none' : html`<ol class="steps">${rerank.map((step) => html`<li>${describeStep(step)}</li>`)}</ol>`}
      <//>
      ${save_history !== undefined && html`<${Row} name="History">${save_history ? 'the query is kept in it' : 'the query is not kept in it'}<//>`}
    </dl>
    ${corpora.map(
      (corpus) =>
        html`<${PlannedCorpusPart} of=${corpus} rewriting=${rewriting.find(({ corpusKey }) => corpusKey === corpus.corpus_key)} />`,
    )}
  </div>`;
}

function Generation({ of }: { of: PlannedGeneration }) {
  const { preset, llm, template_from, parameters, language, max_used_search_results, citations, stream } = of;
  const set = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null);
  return html`
    <${Row} name="Preset" why=${presetReason(of)}><a href=${linkTo('presets', preset)}>${preset}</a><//>
    <${Row} name="LLM" why=${llmReason(of)}><a href=${linkTo('llms', llm)}>${llm}</a> <span class="why">(${llmOwner(of)})</span><//>
    <${Row} name="Prompt template" why=${template_from === 'request' ? 'the request brings its own as prompt_template' : undefined}>
      that of the ${template_from}
    <//>
    <${Row} name="Parameters">
      ${set.length === 0 ? 'none' : set.map(([name, value]) => html`<code class="name-value">${name} <b>${JSON.stringify(value)}</b></code>`)}
    <//>
    <${Row} name="Language"><code>${language}</code><//>
    ${citations && html`<${Row} name="Citations">${citations}<//>`}
    ${max_used_search_results !== undefined && html`<${Row} name="Prompt holds">at most ${max_used_search_results} results<//>`}
    ${stream !== undefined && html`<${Row} name="LLM is asked">${stream ? 'for a stream' : 'for one whole answer'}<//>`}
  `;
}

export function Row({ name, why, children }: { name: string; why?: string | undefined; children?: ComponentChildren }) {
  return html`<div><dt>${name}</dt><dd>${children}${why && html` <span class="why">since ${why}</span>`}</dd></div>`;
}

function describeStep({ type, limit, cutoff, ...rest }: PlanNote['rerank'][number]): string {
  const further = Object.entries(rest).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const parts = [
    limit === undefined ? '' : `limit ${limit}`,
    cutoff === undefined ? '' : `cutoff ${cutoff}`,
    ...further,
  ];
  const said = parts.filter(Boolean).join(', ');
  return said ? `${type} (${said})` : type;
}
