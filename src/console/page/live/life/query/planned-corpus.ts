import type { QueryRewriting } from '../../../../../query/rewriting/extract-filter.ts';
import { linkTo } from '../../../app/router.ts';
import { count } from '../../../parts/format.ts';
import { html } from '../../../parts/html.ts';
import { Chip } from '../../../parts/pieces.ts';
import type { PlannedCorpus } from '../notes/call-notes.ts';
import { FilterTree } from './filter-tree.ts';
import { Row } from './resolution.ts';

export function PlannedCorpusPart({ of: corpus, rewriting }: { of: PlannedCorpus; rewriting?: QueryRewriting }) {
  const { corpus_key, parts, encoder, lexical_interpolation, query, filter, dimensions = [] } = corpus;
  return html`<div class="planned-corpus">
    <h3>Corpus <a href=${linkTo('corpora', corpus_key)}>${corpus_key}</a></h3>
    <dl class="resolved">
      <${Row} name="Searched">${count(parts, 'part')}, encoder <code>${encoder}</code>, ${weights(lexical_interpolation)}<//>
      ${rewriting && html`<${Rewritten} of=${rewriting} />`}
      ${query && html`<${Row} name="Words"><${Words} of=${query} /><//>`}
      ${
        dimensions.length > 0 &&
        html`<${Row} name="Custom dimensions">${dimensions.map(({ weight }) => html`<code class="name-value">weight <b>${weight}</b></code>`)}<//>`
      }
      <${Row} name="Filter">${filter?.text === undefined ? (filter ? 'made by rewriting' : 'none') : html`<code>${filter.text}</code>`}<//>
      ${filter?.parsed && html`<${Row} name="Read as"><${FilterTree} of=${filter.parsed} /><//>`}
    </dl>
  </div>`;
}

function weights(lambda: number): string {
  if (lambda === 0) return 'by meaning only (λ = 0)';
  if (lambda === 1) return 'by words only (λ = 1)';
  return `${Math.round((1 - lambda) * 100)} % by meaning and ${Math.round(lambda * 100)} % by words (λ = ${lambda})`;
}

function Rewritten({ of: { extraction, warnings } }: { of: QueryRewriting }) {
  return html`<${Row} name="Rewritten">
    ${
      extraction
        ? html`to <q>${extraction.query}</q>${' '}
        ${extraction.filter === undefined ? 'without a filter' : html`where <code>${extraction.filter}</code>`}`
        : 'failed, so the query ran as it was'
    }
    ${warnings.map((warning) => html` <${Chip} tone="warn">${warning}<//>`)}
  <//>`;
}

function Words({ of }: { of: NonNullable<PlannedCorpus['query']> }) {
  const terms = ({ words = [], phrases = [], prefixes = [] }: Partial<typeof of.excluded>) => [
    ...words,
    ...phrases.map((phrase) => `“${phrase.join(' ')}”`),
    ...prefixes.map((prefix) => `${prefix}*`),
  ];
  const excluded = terms(of.excluded ?? {});
  const included = terms(of);
  return html`${included.length === 0 ? 'none' : included.map((term) => html`<code class="name-value">${term}</code>`)}
    ${excluded.length > 0 && html` and without ${excluded.map((term) => html`<code class="name-value">${term}</code>`)}`}`;
}
