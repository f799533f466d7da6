import { useMemo, useState } from 'preact/hooks';
import { at, get, listAll, post, remove } from '../api/call.ts';
import { state, useAction, useLoaded } from '../api/hooks.ts';
import type { Corpus, Document, SearchResult } from '../api/types.ts';
import { goTo, linkTo } from '../app/navigation.ts';
import { confirmed, notify } from '../parts/dialogs.tsx';
import { SelectField, TextField } from '../parts/fields.tsx';
import { count, score } from '../parts/format.ts';
import { Button, Chip, Facts, ProblemNote, Section, ViewHeader } from '../parts/pieces.tsx';
import { AddDocumentDialog, DropSection, useUploads } from './add-documents.tsx';
import { DocumentDetail } from './document-detail.tsx';

/** One corpus: its documents beside one of them, or beside what can be done with it. */
export function CorpusPage({ corpusKey, documentId }: { corpusKey: string; documentId: string | undefined }) {
  const [changes, setChanges] = useState(0);
  const [adds, setAdds] = useState(false);
  const changed = () => setChanges((before) => before + 1);
  const corpus = useLoaded(async () => get<Corpus>(at`/v2/corpora/${corpusKey}`), [changes]);
  const uploads = useUploads(corpusKey, changed);
  return (
    <>
      <ViewHeader
        title={corpus.value?.name || corpusKey}
        lead={
          <>
            <a href={linkTo('corpora')}>Corpora</a> / <code>{corpusKey}</code>
          </>
        }
      >
        <a class="button primary" href={linkTo('query', corpusKey)}>
          Query
        </a>
        <Button onClick={() => setAdds(true)}>Add a document</Button>
        <CorpusActions corpusKey={corpusKey} onReset={changed} />
      </ViewHeader>
      <ProblemNote problem={corpus.problem} />
      {corpus.value && (
        <>
          <CorpusFacts corpus={corpus.value} />
          <div class={`beside ${documentId === undefined ? '' : 'chosen'}`}>
            <DocumentList corpusKey={corpusKey} chosen={documentId} changes={changes} />
            <div class="stack">
              {documentId === undefined ? (
                <>
                  <DropSection corpusKey={corpusKey} uploads={uploads} />
                  <SearchInside corpusKey={corpusKey} />
                </>
              ) : (
                <DocumentDetail key={documentId} corpusKey={corpusKey} documentId={documentId} onDeleted={changed} />
              )}
            </div>
          </div>
        </>
      )}
      {adds && <AddDocumentDialog corpusKey={corpusKey} onClose={() => setAdds(false)} onAdded={changed} />}
    </>
  );
}

function CorpusFacts({ corpus }: { corpus: Corpus }) {
  const { limits, description, enabled, encoder_name, filter_attributes } = corpus;
  const number = (value: number | undefined) => value?.toLocaleString('en');
  return (
    <>
      {description && <p class="description">{description}</p>}
      <Facts
        of={{
          Documents: number(limits?.used_docs),
          Parts: number(limits?.used_parts),
          Characters: number(limits?.used_characters),
          Encoder: encoder_name,
          'Filter attributes': filter_attributes.length > 0 ? <AttributeNames of={filter_attributes} /> : undefined,
          State: enabled ? undefined : <Chip tone="bad">disabled</Chip>,
        }}
      />
    </>
  );
}

function CorpusActions({ corpusKey, onReset }: { corpusKey: string; onReset(): void }) {
  const reset = useAction(async () => {
    if (
      !(await confirmed(
        'Reset this corpus?',
        `This deletes every document in ${corpusKey}. Its settings are kept.`,
        'Reset',
      ))
    )
      return;
    await post(at`/v2/corpora/${corpusKey}/reset`);
    notify(`${corpusKey} is empty.`);
    onReset();
    goTo('corpora', corpusKey);
  });
  const deletion = useAction(async () => {
    if (!(await confirmed('Delete this corpus?', `This deletes ${corpusKey} and all its documents.`))) return;
    await remove(at`/v2/corpora/${corpusKey}`);
    notify(`Deleted ${corpusKey}.`);
    goTo('corpora');
  });
  return (
    <>
      <Button kind="danger" busy={reset.running} onClick={() => reset.run()}>
        Reset
      </Button>
      <Button kind="danger" busy={deletion.running} onClick={() => deletion.run()}>
        Delete
      </Button>
      <ProblemNote problem={reset.problem ?? deletion.problem} />
    </>
  );
}

const PAGE = 15;
/** So many documents are searched and sorted here; the rest is reached by queries. */
const MOST = 5000;

type Order = 'id' | 'id-down' | 'title';
const ORDERS: { value: Order; label: string }[] = [
  { value: 'id', label: 'ID, A to Z' },
  { value: 'id-down', label: 'ID, Z to A' },
  { value: 'title', label: 'Title' },
];

const titleOf = ({ metadata: { title } }: Document): string => (typeof title === 'string' ? title : '');

function arranged(documents: readonly Document[], words: string, order: Order): Document[] {
  const wanted = words.trim().toLowerCase();
  const found = documents.filter((one) => `${one.id}\n${titleOf(one)}`.toLowerCase().includes(wanted));
  if (order === 'title') return found.sort((a, b) => titleOf(a).localeCompare(titleOf(b)));
  return order === 'id' ? found : found.reverse();
}

interface DocumentListProps {
  corpusKey: string;
  chosen: string | undefined;
  /** Grows with every change of the corpus. */
  changes: number;
}

/** The documents, searched by ID and title, page by page. */
function DocumentList({ corpusKey, chosen, changes }: DocumentListProps) {
  const [words, setWords] = useState('');
  const [order, setOrder] = useState<Order>('id');
  const [page, setPage] = useState(0);
  const listing = useLoaded(
    () => listAll<Document>(at`/v2/corpora/${corpusKey}/documents`, 'documents', MOST),
    [changes],
  );
  const all = listing.value ?? [];
  const found = useMemo(() => arranged(all, words, order), [listing.value, words, order]);
  const pages = Math.max(1, Math.ceil(found.length / PAGE));
  const shown = Math.min(page, pages - 1);
  return (
    <div class="list">
      <Section title="Documents">
        <ProblemNote problem={listing.problem} />
        {listing.value && all.length === 0 && <p class="hint">No documents yet. Drop files, or add one by hand.</p>}
        {all.length > 1 && (
          <div class="field-row arrange">
            <TextField
              label="Search documents"
              type="search"
              value={words}
              placeholder="ID or title"
              onChange={setWords}
            />
            <SelectField label="Sort by" value={order} options={ORDERS} onChange={setOrder} />
          </div>
        )}
        {all.length > 0 && found.length === 0 && <p class="hint">No document matches.</p>}
        <ul class="choices">
          {found.slice(shown * PAGE, (shown + 1) * PAGE).map((one) => (
            <li key={one.id}>
              <a href={linkTo('corpora', corpusKey, one.id)} aria-current={one.id === chosen ? 'true' : undefined}>
                <span class="name">{one.id}</span>
                {titleOf(one) !== '' && titleOf(one) !== one.id && <span class="line">{titleOf(one)}</span>}
              </a>
            </li>
          ))}
        </ul>
        {pages > 1 && (
          <nav class="actions" aria-label="Pages of documents">
            <Button disabled={shown === 0} onClick={() => setPage(shown - 1)}>
              Previous
            </Button>
            <span class="hint">
              Page {shown + 1} of {pages}
            </span>
            <Button disabled={shown === pages - 1} onClick={() => setPage(shown + 1)}>
              Next
            </Button>
          </nav>
        )}
        {all.length >= MOST && <p class="hint">Only the first {MOST.toLocaleString('en')} documents are listed.</p>}
      </Section>
    </div>
  );
}

const LIMIT = 10;

/** What a query finds in this corpus, without an answer written from it. */
function SearchInside({ corpusKey }: { corpusKey: string }) {
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
  return (
    <Section
      title="Search this corpus"
      actions={found && <a href={linkTo('query', corpusKey, found.query)}>Ask this in Query</a>}
    >
      <form role="search" class="search-line" onSubmit={submit}>
        <TextField label="Query" type="search" required value={query} onChange={setQuery} />
        <Button type="submit" busy={search.running}>
          Search
        </Button>
      </form>
      <ProblemNote problem={search.problem} />
      {pending > 0 && (
        <p class="hint">
          {count(pending, 'document')} of this account wait to be indexed; no search finds them until{' '}
          <a href={linkTo('controls')}>jobs go on</a>.
        </p>
      )}
      <div role="status">{found?.results.length === 0 && <p class="hint">Nothing found for “{found.query}”.</p>}</div>
      {found && found.results.length > 0 && (
        <ol class="hits" aria-label="Hits">
          {found.results.map(({ text, score: scored, document_id, document_metadata: { title } }) => (
            <li>
              <p>{text}</p>
              <p class="about">
                <span class="mono" title="Score">
                  {score(scored)}
                </span>
                <a href={linkTo('corpora', corpusKey, document_id)}>
                  {typeof title === 'string' ? title : document_id}
                </a>
              </p>
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}

/** Filter attributes as filters write them: `doc.topic`. */
export function AttributeNames({ of }: { of: Corpus['filter_attributes'] }) {
  return (
    <span class="attributes">
      {of.map(({ name, level, type }) => (
        <Chip title={type}>
          <span class="mono">
            {level === 'document' ? 'doc' : 'part'}.{name}
          </span>
        </Chip>
      ))}
    </span>
  );
}
