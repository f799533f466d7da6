import { useState } from 'preact/hooks';
import { useAction } from '../../api/action.ts';
import { goTo } from '../../app/router.ts';
import { Button } from '../../parts/forms/button.ts';
import { html } from '../../parts/html.ts';
import { ProblemNote } from '../../parts/problem-note.ts';
import { ARTICLES } from './articles.ts';
import { makeSample, SAMPLE_KEY, SAMPLE_QUESTION } from './make-sample.ts';

/** One click to a corpus of real documents, and to a question asked of it. */
export function SampleButton() {
  const [documents, setDocuments] = useState(0);
  const sample = useAction(async () => {
    await makeSample(setDocuments);
    goTo('query', SAMPLE_KEY, SAMPLE_QUESTION);
  });
  const progress = documents ? `Adding document ${documents} of ${ARTICLES.length}` : 'Making the corpus';
  return html`
    <${Button} kind="primary" busy=${sample.running} onClick=${() => sample.run()}>
      ${sample.running ? progress : 'Try it with a sample corpus'}
    <//>
    <${ProblemNote} problem=${sample.problem} title="The sample corpus could not be made" />
  `;
}
