import { useState } from 'preact/hooks';
import { at, listAll, post } from '../api/call.ts';
import { useAction } from '../api/hooks.ts';
import type { Corpus, CreateCorpusRequest, Document, StructuredDocument } from '../api/types.ts';
import { goTo } from '../app/navigation.ts';
import { Button, ProblemNote } from '../parts/pieces.tsx';
import { ARTICLES, type Article } from './articles.ts';

/** One click to a corpus of real documents, and to a question asked of it. */
export function SampleButton() {
  const [documents, setDocuments] = useState(0);
  const sample = useAction(async () => {
    await makeSample(setDocuments);
    goTo('query', SAMPLE_KEY, SAMPLE_QUESTION);
  });
  const progress = documents ? `Adding document ${documents} of ${ARTICLES.length}` : 'Creating the corpus';
  return (
    <>
      <Button kind="primary" busy={sample.running} onClick={() => sample.run()}>
        {sample.running ? progress : 'Try it with a sample corpus'}
      </Button>
      <ProblemNote problem={sample.problem} title="The sample corpus could not be created" />
    </>
  );
}

// A corpus to try things with.

export const SAMPLE_KEY = 'sample-lighthouses';
const SAMPLE_QUESTION = 'How does a Fresnel lens make a light reach so far?';

const CORPUS: CreateCorpusRequest = {
  key: SAMPLE_KEY,
  name: 'How lighthouses work',
  description: "Ten short articles about lighthouses. Try the filter doc.topic = 'building', or doc.year < 1800.",
  filter_attributes: [
    { name: 'topic', level: 'document', type: 'text', description: 'light, building, sound or people' },
    { name: 'year', level: 'document', type: 'integer', description: 'when what it tells of began' },
  ],
};

/** Makes the corpus, or what is missing of it; tells which of the documents is on its way. Throws a Problem. */
export async function makeSample(onProgress: (document: number) => void): Promise<void> {
  const corpora = await listAll<Corpus>('/v2/corpora', 'corpora');
  if (!corpora.some(({ key }) => key === SAMPLE_KEY)) await post('/v2/corpora', CORPUS);
  const path = at`/v2/corpora/${SAMPLE_KEY}/documents`;
  const there = new Set((await listAll<Document>(path, 'documents')).map(({ id }) => id));
  for (const [index, article] of ARTICLES.entries()) {
    onProgress(index + 1);
    if (!there.has(article.id)) await post(path, toDocument(article));
  }
}

const toDocument = ({ id, title, topic, year, sections }: Article): StructuredDocument => ({
  id,
  type: 'structured',
  title,
  metadata: { topic, ...(year && { year }), author: 'vectara-emulator' },
  sections,
});
