import { useState } from 'preact/hooks';
import type { Corpus } from '../../../v2/corpora/corpora-schema.ts';
import { listAll } from '../api/list-all.ts';
import { useLoaded } from '../api/loaded.ts';
import { useShortcut } from '../app/shortcuts.ts';
import type { ViewProps } from '../app/views.ts';
import { Button } from '../parts/forms/button.ts';
import { html } from '../parts/html.ts';
import { Empty, ViewHeader } from '../parts/pieces.ts';
import { ProblemNote } from '../parts/problem-note.ts';
import { CorpusPage } from './corpus/corpus-page.ts';
import { CorporaList } from './list/corpora-list.ts';
import { CreateDialog } from './list/create-dialog.ts';
import { SampleButton } from './sample/sample-button.ts';

/** `#/corpora`, `#/corpora/KEY` and `#/corpora/KEY/DOCUMENT-ID`. */
export function CorporaView({ path: [key, documentId] }: ViewProps) {
  return key ? html`<${CorpusPage} key=${key} corpusKey=${key} documentId=${documentId} />` : html`<${AllCorpora} />`;
}

function AllCorpora() {
  const corpora = useLoaded(() => listAll<Corpus>('/v2/corpora', 'corpora'));
  const [creates, setCreates] = useState(false);
  useShortcut('n', 'Create a corpus', () => setCreates(true));
  return html`
    <${ViewHeader} title="Corpora" lead="What is searched: documents, cut into parts.">
      <${Button} kind=${corpora.value?.length ? 'primary' : undefined} onClick=${() => setCreates(true)}>Create a corpus<//>
    <//>
    <${ProblemNote} problem=${corpora.problem} />
    ${corpora.value && (corpora.value.length > 0 ? html`<${CorporaList} corpora=${corpora.value} />` : html`<${NoneYet} />`)}
    ${creates && html`<${CreateDialog} onClose=${() => setCreates(false)} />`}`;
}

function NoneYet() {
  return html`<section class="section" aria-label="No corpus yet">
    <${Empty} title="No corpus yet">
      <p>Ten short articles about how lighthouses work, and a question to ask of them: one click, and nothing leaves this machine.</p>
      <${SampleButton} />
      <p class="hint">Or create a corpus of your own and drop files onto it.</p>
    <//>
  </section>`;
}
