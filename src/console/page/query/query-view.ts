import { useState } from 'preact/hooks';
import { linkTo } from '../app/router.ts';
import type { ViewProps } from '../app/views.ts';
import { html } from '../parts/html.ts';
import { Empty, Section, ViewHeader } from '../parts/pieces.ts';
import { ProblemNote } from '../parts/problem-note.ts';
import { useChoices } from './form/choices.ts';
import { QueryWorkbench } from './query-workbench.ts';
import { FIRST_DRAFT } from './request/draft.ts';
import { remembered } from './request/remembered.ts';

/** `#/query/CORPUS-KEY` chooses a corpus, `#/query/CORPUS-KEY/QUERY` asks it as well. */
export function QueryView({ path: [corpus, query] }: ViewProps) {
  const choices = useChoices();
  const [before] = useState(remembered);
  if (!choices.value) {
    return html`<${ViewHeader} title="Query" /><${ProblemNote} problem=${choices.problem} />`;
  }
  if (choices.value.corpora.length === 0) {
    return html`<${ViewHeader} title="Query" />
      <${Section} title="No corpora yet"><${Empty} title="There is nothing to ask">
        <p>A query searches corpora, and answers from what it finds in them.</p>
        <a class="button primary" href=${linkTo('corpora')}>To the corpora</a>
      <//><//>`;
  }
  const [first] = choices.value.corpora.filter(({ enabled }) => enabled);
  const draft = before ?? { ...FIRST_DRAFT, form: { ...FIRST_DRAFT.form, corpora: first ? [first.key] : [] } };
  return html`<${QueryWorkbench} choices=${choices.value} initial=${draft} corpus=${corpus} query=${query} />`;
}
