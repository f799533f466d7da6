import { useEffect, useState } from 'preact/hooks';
import type { Document } from '../../../../v2/documents/documents-schema.ts';
import { at, get } from '../../api/call.ts';
import { useLoaded } from '../../api/loaded.ts';
import { linkTo } from '../../app/router.ts';
import { Button } from '../../parts/forms/button.ts';
import { html } from '../../parts/html.ts';
import { Section } from '../../parts/pieces.ts';
import { ProblemNote } from '../../parts/problem-note.ts';

const PAGE = 15;

interface Listing {
  documents: Document[];
  metadata: { page_key?: string };
}

interface DocumentListProps {
  corpusKey: string;
  chosen: string | undefined;
  /** Grows with every change of the corpus. */
  changes: number;
}

/** The documents by id, page by page. */
export function DocumentList({ corpusKey, chosen, changes }: DocumentListProps) {
  // The keys of the pages up to this one; the first has none.
  const [pages, setPages] = useState<string[]>([]);
  const page = pages.at(-1);
  const query = new URLSearchParams({ limit: String(PAGE), ...(page && { page_key: page }) });
  const listing = useLoaded(
    async () => get<Listing>(`${at`/v2/corpora/${corpusKey}/documents`}?${query}`),
    [changes, page],
  );
  const { documents = [], metadata } = listing.value ?? {};
  useEffect(() => {
    if (listing.value && documents.length === 0 && pages.length > 0) setPages([]);
  }, [listing.value]);
  const next = metadata?.page_key;
  return html`<div class="list">
    <${Section} title="Documents">
      <${ProblemNote} problem=${listing.problem} />
      ${listing.value && documents.length === 0 && html`<p class="hint">None yet. Drop files, or add one by hand.</p>`}
      <ul class="choices">
        ${documents.map(
          ({ id, metadata: { title } }) => html`<li key=${id}>
            <a href=${linkTo('corpora', corpusKey, id)} aria-current=${id === chosen ? 'true' : undefined}>
              <span class="name">${id}</span>
              ${typeof title === 'string' && title !== id && html`<span class="line">${title}</span>`}
            </a>
          </li>`,
        )}
      </ul>
      ${
        (next || pages.length > 0) &&
        html`<nav class="actions" aria-label="Pages of documents">
          <${Button} disabled=${pages.length === 0} onClick=${() => setPages(pages.slice(0, -1))}>Previous<//>
          <span class="hint">Page ${pages.length + 1}</span>
          <${Button} disabled=${!next} onClick=${() => next && setPages([...pages, next])}>Next<//>
        </nav>`
      }
    <//>
  </div>`;
}
