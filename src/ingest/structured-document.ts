/** What the other files of this folder exchange: the document a caller sends or a file becomes, and the parts it is cut into. */

/** One value at most; none is an empty cell. Spans count from 1 and default to 1 (reference corpora §3.4). */
export interface Cell {
  text_value?: string;
  int_value?: number;
  float_value?: number;
  bool_value?: boolean;
  colspan?: number;
  rowspan?: number;
}

export interface TableData {
  headers?: Cell[][];
  rows?: Cell[][];
}

export interface Table {
  id?: string;
  title?: string;
  description?: string;
  data?: TableData;
}

export interface Image {
  id: string;
  /** `data` is base64. */
  image_data: { data: string; mime_type: string };
  title?: string;
  caption?: string;
  description?: string;
}

export interface Section {
  id?: number;
  title?: string;
  text: string;
  metadata?: Record<string, unknown>;
  tables?: Table[];
  images?: Image[];
  sections?: Section[];
}

/** Reference corpora §3.6. Without a `type` the presence of `max_chars_per_chunk` decides. */
export interface ChunkingStrategy {
  type?: 'sentence_chunking_strategy' | 'max_chars_chunking_strategy';
  /** In UTF-16 units, at least 100. */
  max_chars_per_chunk?: number;
}

/** The part of a structured document (reference corpora §3.3) that splitting needs. */
export interface StructuredDocument {
  title?: string;
  description?: string;
  custom_dimensions?: Record<string, number> | null;
  sections: Section[];
  chunking_strategy?: ChunkingStrategy;
}

/** One search hit, one embedding; core documents bring them ready made (reference corpora §3.2). */
export interface DocumentPart {
  text: string;
  metadata: Record<string, unknown>;
  table_id?: string;
  image_id?: string;
  context?: string;
  custom_dimensions?: Record<string, number>;
}

/** `tables` are in document order, each with an id: the caller's, or `table_1`, `table_2` … where it gave none. */
export interface ChunkedDocument {
  parts: DocumentPart[];
  tables: (Table & { id: string })[];
  images: Image[];
}

/** A file as a document: `metadata` are the properties found in it (reference corpora §4.4). */
export interface ParsedFile {
  title?: string;
  metadata: Record<string, unknown>;
  sections: Section[];
}
