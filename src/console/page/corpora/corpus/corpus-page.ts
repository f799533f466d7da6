import { useState } from 'preact/hooks';
import type { Corpus } from '../../../../v2/corpora/corpora-schema.ts';
import { useAction } from '../../api/action.ts';
import { at, get, post, remove } from '../../api/call.ts';
import { useLoaded } from '../../api/loaded.ts';
import { goTo, linkTo } from '../../app/router.ts';
import { confirmed } from '../../parts/dialogs/confirm.ts';
import { notify } from '../../parts/dialogs/notices.ts';
import { Button } from '../../parts/forms/button.ts';
import { html } from '../../parts/html.ts';
import { Chip, Facts, ViewHeader } from '../../parts/pieces.ts';
import { ProblemNote } from '../../parts/problem-note.ts';
import { AttributeNames } from '../list/corpora-list.ts';
import { DropSection } from '../upload/drop-section.ts';
import { useUploads } from '../upload/uploads.ts';
import { AddDocumentDialog } from './add-document-dialog.ts';
import { DocumentDetail } from './document-detail.ts';
import { DocumentList } from './document-list.ts';
import { SearchInside } from './search-inside.ts';

/** One corpus: its documents beside one of them, or beside what can be done with it. */
export function CorpusPage({ corpusKey, documentId }: { corpusKey: string; documentId: string | undefined }) {
  const [changes, setChanges] = useState(0);
  const [adds, setAdds] = useState(false);
  const changed = () => setChanges((before) => before + 1);
  const corpus = useLoaded(async () => get<Corpus>(at`/v2/corpora/${corpusKey}`), [changes]);
  const uploads = useUploads(corpusKey, changed);
  return html`
    <${ViewHeader} title=${corpus.value?.name || corpusKey} lead=${html`<a href=${linkTo('corpora')}>Corpora</a> / <code>${corpusKey}</code>`}>
      <a class="button primary" href=${linkTo('query', corpusKey)}>Query it</a>
      <${Button} onClick=${() => setAdds(true)}>Add a document<//>
      <${CorpusActions} corpusKey=${corpusKey} onReset=${changed} />
    <//>
    <${ProblemNote} problem=${corpus.problem} />
    ${
      corpus.value &&
      html`<${CorpusFacts} corpus=${corpus.value} />
      <div class="beside ${documentId === undefined ? '' : 'chosen'}">
        <${DocumentList} corpusKey=${corpusKey} chosen=${documentId} changes=${changes} />
        <div class="stack">
          ${
            documentId === undefined
              ? html`<${DropSection} corpusKey=${corpusKey} uploads=${uploads} /><${SearchInside} corpusKey=${corpusKey} />`
              : html`<${DocumentDetail} key=${documentId} corpusKey=${corpusKey} documentId=${documentId} onDeleted=${changed} />`
          }
        </div>
      </div>`
    }
    ${adds && html`<${AddDocumentDialog} corpusKey=${corpusKey} onClose=${() => setAdds(false)} onAdded=${changed} />`}`;
}

function CorpusFacts({ corpus }: { corpus: Corpus }) {
  const { limits, description, enabled, encoder_name, filter_attributes } = corpus;
  const number = (value: number | undefined) => value?.toLocaleString('en');
  return html`
    ${description && html`<p class="description">${description}</p>`}
    <${Facts} of=${{
      Documents: number(limits?.used_docs),
      Parts: number(limits?.used_parts),
      Characters: number(limits?.used_characters),
      Encoder: encoder_name,
      'Filter attributes':
        filter_attributes.length > 0 ? html`<${AttributeNames} of=${filter_attributes} />` : undefined,
      State: enabled ? undefined : html`<${Chip} tone="bad">disabled<//>`,
    }} />`;
}

function CorpusActions({ corpusKey, onReset }: { corpusKey: string; onReset(): void }) {
  const reset = useAction(async () => {
    if (!(await confirmed('Reset this corpus?', `Every document of ${corpusKey} goes; its settings stay.`, 'Reset')))
      return;
    await post(at`/v2/corpora/${corpusKey}/reset`);
    notify(`${corpusKey} is empty.`);
    onReset();
    goTo('corpora', corpusKey);
  });
  const deletion = useAction(async () => {
    if (!(await confirmed('Delete this corpus?', `${corpusKey} goes with all its documents.`))) return;
    await remove(at`/v2/corpora/${corpusKey}`);
    notify(`Deleted ${corpusKey}.`);
    goTo('corpora');
  });
  return html`
    <${Button} busy=${reset.running} onClick=${() => reset.run()}>Reset<//>
    <${Button} kind="danger" busy=${deletion.running} onClick=${() => deletion.run()}>Delete<//>
    <${ProblemNote} problem=${reset.problem ?? deletion.problem} />`;
}
