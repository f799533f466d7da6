export type CitationStyle = 'numeric' | 'none' | 'html' | 'markdown';

/** What a citation can say about the result it points to. */
export interface CitationSource {
  documentId: string;
  documentMetadata: Record<string, unknown>;
  partMetadata: Record<string, unknown>;
}

export interface CitationOptions {
  style: CitationStyle;
  /** Absent or empty: the number. Only for html and markdown. */
  textPattern?: string;
  /** Absent: empty. Only for html and markdown. */
  urlPattern?: string;
  /** The results shown to the model, in the order of their numbers: `[1]` is the first. */
  results: readonly CitationSource[];
}
