/** A part that was found, with what a result, a reranker and a prompt need of it. */
export interface FoundPart {
  corpusKey: string;
  /** Index of the request's entry that found it. */
  corpusIndex: number;
  corpusId: number;
  ordinal: number;
  documentOrdinal: number;
  documentId: string;
  title: string | undefined;
  documentMetadata: Record<string, unknown>;
  partMetadata: Record<string, unknown>;
  /** The part alone. */
  bareText: string;
  /** The part with its context and tags: what a response shows. */
  text: string;
  /** As stored with the document. */
  table: Record<string, unknown> | undefined;
  image: Record<string, unknown> | undefined;
  score: number;
  /** The shares the score was made of: cosine and raw BM25. */
  semantic: number;
  lexical: number;
}

export interface ContextConfiguration {
  sentences_before?: number;
  sentences_after?: number;
  characters_before?: number;
  characters_after?: number;
  start_tag?: string;
  end_tag?: string;
  full_document_context?: boolean;
}
