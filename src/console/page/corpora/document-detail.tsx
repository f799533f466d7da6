import { useState } from 'preact/hooks';
import { at, get, remove } from '../api/call.ts';
import { useAction, useLoaded } from '../api/hooks.ts';
import type { Document, DocumentPart } from '../api/types.ts';
import { goTo, linkTo } from '../app/navigation.ts';
import { Code } from '../parts/code.tsx';
import { confirmed, notify } from '../parts/dialogs.tsx';
import { count } from '../parts/format.ts';
import { Button, Chip, ProblemNote, Section } from '../parts/pieces.tsx';

/** More at a time would make a long document slow to show. */
const PARTS = 50;

interface DetailProps {
  corpusKey: string;
  documentId: string;
  onDeleted(): void;
}

export function DocumentDetail({ corpusKey, documentId, onDeleted }: DetailProps) {
  const path = () => at`/v2/corpora/${corpusKey}/documents/${documentId}`;
  const document = useLoaded(async () => get<Document>(path()));
  const deletion = useAction(async () => {
    if (!(await confirmed('Delete this document?', `This deletes “${documentId}” and its parts.`))) return;
    await remove(path());
    notify(`Deleted ${documentId}.`);
    onDeleted();
    goTo('corpora', corpusKey);
  });
  const { metadata, parts = [], tables, images } = document.value ?? {};
  const actions = (
    <>
      <a href={linkTo('corpora', corpusKey)}>Back to the corpus</a>
      <Button kind="danger" busy={deletion.running} onClick={() => deletion.run()}>
        Delete document
      </Button>
    </>
  );
  return (
    <>
      <Section title={documentId} actions={document.value && actions}>
        <ProblemNote problem={document.problem ?? deletion.problem} />
        {metadata && <Code name="metadata" of={metadata} />}
        {tables && (
          <details>
            <summary>{count(tables.length, 'table')}</summary>
            <Code name="tables" of={tables} />
          </details>
        )}
        {images && (
          <details>
            <summary>{count(images.length, 'image')}</summary>
            <Code name="images" of={images} />
          </details>
        )}
      </Section>
      {document.value && <Parts parts={parts} />}
    </>
  );
}

function Parts({ parts }: { parts: readonly DocumentPart[] }) {
  const [shown, setShown] = useState(PARTS);
  return (
    <Section title={count(parts.length, 'part')}>
      <ol class="parts">
        {parts.slice(0, shown).map(({ text, metadata, context, table_id, image_id }) => (
          <li>
            <p>{text}</p>
            {context && <p class="hint">Context: {context}</p>}
            <p class="about">
              {table_id && <Chip tone="info">table {table_id}</Chip>}
              {image_id && <Chip tone="info">image {image_id}</Chip>}
              <MetadataLine of={metadata} />
            </p>
          </li>
        ))}
      </ol>
      {parts.length > shown && (
        <div class="actions">
          <Button onClick={() => setShown(shown + PARTS)}>Show more</Button>
          <span class="hint">
            {shown} of {parts.length}
          </span>
        </div>
      )}
    </Section>
  );
}

/** Metadata in one line. */
function MetadataLine({ of }: { of: Record<string, unknown> }) {
  return Object.entries(of).map(([key, value]) => (
    <span class="datum">
      <span class="hint">{key}</span> <code>{typeof value === 'string' ? value : JSON.stringify(value)}</code>
    </span>
  ));
}
