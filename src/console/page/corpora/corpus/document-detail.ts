import { useState } from 'preact/hooks';
import type { Document, DocumentPart } from '../../../../v2/documents/documents-schema.ts';
import { useAction } from '../../api/action.ts';
import { at, get, remove } from '../../api/call.ts';
import { useLoaded } from '../../api/loaded.ts';
import { goTo, linkTo } from '../../app/router.ts';
import { Code } from '../../parts/code/code.ts';
import { confirmed } from '../../parts/dialogs/confirm.ts';
import { notify } from '../../parts/dialogs/notices.ts';
import { count } from '../../parts/format.ts';
import { Button } from '../../parts/forms/button.ts';
import { html } from '../../parts/html.ts';
import { Chip, Section } from '../../parts/pieces.ts';
import { ProblemNote } from '../../parts/problem-note.ts';

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
    if (!(await confirmed('Delete this document?', `“${documentId}” goes with its parts.`))) return;
    await remove(path());
    notify(`Deleted ${documentId}.`);
    onDeleted();
    goTo('corpora', corpusKey);
  });
  const { metadata, parts = [], tables, images } = document.value ?? {};
  const actions = html`
    <a href=${linkTo('corpora', corpusKey)}>Back to the corpus</a>
    <${Button} kind="danger" busy=${deletion.running} onClick=${() => deletion.run()}>Delete the document<//>`;
  return html`
    <${Section} title=${documentId} actions=${document.value && actions}>
      <${ProblemNote} problem=${document.problem ?? deletion.problem} />
      ${metadata && html`<${Code} name="metadata" of=${metadata} />`}
      ${tables && html`<details><summary>${count(tables.length, 'table')}</summary><${Code} name="tables" of=${tables} /></details>`}
      ${images && html`<details><summary>${count(images.length, 'image')}</summary><${Code} name="images" of=${images} /></details>`}
    <//>
    ${document.value && html`<${Parts} parts=${parts} />`}`;
}

function Parts({ parts }: { parts: readonly DocumentPart[] }) {
  const [shown, setShown] = useState(PARTS);
  return html`<${Section} title=${count(parts.length, 'part')}>
    <ol class="parts">
      ${parts.slice(0, shown).map(
        ({ text, metadata, context, table_id, image_id }) => html`<li>
          <p>${text}</p>
          ${context && html`<p class="hint">Context: ${context}</p>`}
          <p class="about">
            ${table_id && html`<${Chip} tone="info">table ${table_id}<//>`}
            ${image_id && html`<${Chip} tone="info">image ${image_id}<//>`}
            <${MetadataLine} of=${metadata} />
          </p>
        </li>`,
      )}
    </ol>
    ${
      parts.length > shown &&
      html`<div class="actions"><${Button} onClick=${() => setShown(shown + PARTS)}>Show more<//>
        <span class="hint">${shown} of ${parts.length}</span></div>`
    }
  <//>`;
}

/** Metadata in one line. */
export function MetadataLine({ of }: { of: Record<string, unknown> }) {
  return Object.entries(of).map(
    ([key, value]) =>
      html`<span class="datum"><span class="hint">${key}</span> <code>${typeof value === 'string' ? value : JSON.stringify(value)}</code></span>`,
  );
}
