import type { IndexSettings } from '../../retrieval/corpus-index/index-settings.ts';
import type { FilterAttribute } from '../../retrieval/filter/filter-attribute.ts';
import type { Corpus, CustomDimension } from './corpora-schema.ts';

/** A corpus as it is stored; `rowId` is what its documents and its index refer to. */
export interface CorpusRecord {
  rowId: number;
  key: string;
  name: string;
  description: string;
  enabled: boolean;
  saveHistory: boolean;
  queriesAreAnswers: boolean;
  documentsAreQuestions: boolean;
  encoderName: string;
  /** Undefined until the first vector is stored. */
  vectorDimensions: number | undefined;
  filterAttributes: FilterAttribute[];
  customDimensions: Required<CustomDimension>[];
  documentCount: number;
  partCount: number;
  characters: number;
  metadataCharacters: number;
  createdAt: number;
}

export const indexSettingsOf = ({
  rowId,
  filterAttributes,
  customDimensions,
}: Pick<CorpusRecord, 'rowId' | 'filterAttributes' | 'customDimensions'>): IndexSettings => ({
  corpusId: rowId,
  attributes: filterAttributes,
  dimensions: customDimensions.map(({ name }) => name),
});

/** What a job that replaces filter attributes is asked to do; `corpusId` tells the corpus from a later one with its key. */
export interface ReplaceAttributesTask {
  corpusId: number;
  filterAttributes: FilterAttribute[];
}

/** The largest metadata a document may have, in bytes of compact JSON (docs/behaviour/corpora.md, The corpus object). */
export const MAX_METADATA_BYTES = 10_485_760;

/** A corpus as responses show it, in lists too; attributes by name (docs/behaviour/corpora.md, What a corpus is). */
export function toWire(corpus: CorpusRecord, encoderId: string | undefined): Corpus {
  return {
    id: `crp_${corpus.rowId}`,
    key: corpus.key,
    name: corpus.name,
    description: corpus.description,
    enabled: corpus.enabled,
    chat_history_corpus: false,
    queries_are_answers: corpus.queriesAreAnswers,
    documents_are_questions: corpus.documentsAreQuestions,
    encoder_id: encoderId,
    encoder_name: corpus.encoderName,
    save_history: corpus.saveHistory,
    filter_attributes: corpus.filterAttributes.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
    custom_dimensions: corpus.customDimensions,
    created_at: new Date(corpus.createdAt).toISOString(),
    limits: {
      used_docs: corpus.documentCount,
      used_parts: corpus.partCount,
      used_characters: corpus.characters + corpus.metadataCharacters,
      max_metadata_bytes: MAX_METADATA_BYTES,
    },
  };
}
