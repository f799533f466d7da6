import { useState } from 'preact/hooks';
import type { SearchResult } from '../../../../query/wire/query-schema.ts';
import { useAction } from '../../api/action.ts';
import { at, post } from '../../api/call.ts';
import { state } from '../../api/state.ts';
import { linkTo } from '../../app/router.ts';
import { count, score } from '../../parts/format.ts';
import { Button } from '../../parts/forms/button.ts';
import { TextField } from '../../parts/forms/field.ts';
import { html } from '../../parts/html.ts';
import { Section } from '../../parts/pieces.ts';
import { ProblemNote } from '../../parts/problem-note.ts';

const LIMIT = 10;

/** What a query finds in this corpus, without an answer written from it. */
export function SearchInside({ corpusKey }: { corpusKey: string }) {
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<{ query: string; results: SearchResult[] }>();
  const search = useAction(async () => {
    const request = { query, search: { limit: LIMIT } };
    const { search_results } = await post<{ search_results: SearchResult[] }>(
      at`/v2/corpora/${corpusKey}/query`,
      request,
    );
    setFound({ query, results: search_results });
  });
  const submit = (event: Event) => {
    event.preventDefault();
    void search.run();
  };
  const pending = state.value?.jobs.pending_documents ?? 0;
  return html`<${Section} title="Search inside"
    actions=${found && html`<a href=${linkTo('query', corpusKey, found.query)}>Ask this with an answer</a>`}>
    <form role="search" class="search-line" onSubmit=${submit}>
      <${TextField} label="Query" type="search" required value=${query} onChange=${setQuery} />
      <${Button} type="submit" busy=${search.running}>Search<//>
    </form>
    <${ProblemNote} problem=${search.problem} />
    ${pending > 0 && html`<p class="hint">${count(pending, 'document')} of this account wait to be indexed; no search finds them until <a href=${linkTo('controls')}>jobs go on</a>.</p>`}
    <div role="status">
      ${found?.results.length === 0 && html`<p class="hint">Nothing is found for “${found.query}”.</p>`}
    </div>
    ${
      found &&
      found.results.length > 0 &&
      html`<ol class="hits" aria-label="Hits">
        ${found.results.map(
          ({ text, score: scored, document_id, document_metadata: { title } }) => html`<li>
            <p>${text}</p>
            <p class="about">
              <span class="mono" title="Score">${score(scored)}</span>
              <a href=${linkTo('corpora', corpusKey, document_id)}>${typeof title === 'string' ? title : document_id}</a>
            </p>
          </li>`,
        )}
      </ol>`
    }
  <//>`;
}
