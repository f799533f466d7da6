import { setImmediate } from 'node:timers/promises';
import type { Account, PerAccount } from '../../accounts/account.ts';
import { conflict, notFound } from '../../errors.ts';
import { requireCorpusDimensions } from '../../retrieval/encoder/require-corpus-dimensions.ts';
import type { CorpusRecord } from '../corpora/corpus-record.ts';
import { checkParts, type DocumentRules } from './check-document.ts';
import { type NewDocument, type StoredPart, storageUsage } from './document-record.ts';
import type { DocumentsRepository } from './documents-repository.ts';
import type { Document } from './documents-schema.ts';
import type { DocumentContent } from './to-stored-document.ts';

const MANY_PARTS = 20;

export interface IndexerDependencies {
  documents: PerAccount<DocumentsRepository<CorpusRecord>>;
  /** The corpus, which must be enabled; throws 404 or 400. */
  requireWritableCorpus(account: Account, key: string): CorpusRecord;
  /** Whether what is written is searchable at once. */
  indexesAtOnce(account: Account): boolean;
  /** One int8 vector for each text, one after another, by the encoder of the corpus. */
  encode(account: Account, corpus: CorpusRecord, texts: readonly string[], signal: AbortSignal): Promise<Int8Array>;
}

export interface DocumentToIndex extends Pick<NewDocument, 'id' | 'title' | 'metadata' | 'requestHash'> {
  content(): Promise<DocumentContent>;
}

export type IndexDocument = (
  account: Account,
  corpusKey: string,
  document: DocumentToIndex,
  signal: AbortSignal,
) => Promise<Document>;

/**
 * Stores a document: split, encode, write. The answer to a request that was made before is the answer it had; another
 * document of the same id is a 409 (reference corpora §3.7). Splitting and encoding take time, so what they rest on is
 * looked at again before anything is written.
 */
export function createDocumentIndexer(dependencies: IndexerDependencies, rulesOf: (c: CorpusRecord) => DocumentRules) {
  const { documents, requireWritableCorpus, indexesAtOnce, encode } = dependencies;

  const findRepeated = (account: Account, corpus: CorpusRecord, { id, requestHash }: DocumentToIndex) => {
    const existing = documents(account).find(corpus, id);
    if (existing && existing.requestHash !== requestHash) throw differentContent(id);
    return existing;
  };

  const indexDocument: IndexDocument = async (account, corpusKey, document, signal) => {
    const { id, title, metadata, requestHash } = document;
    const before = requireWritableCorpus(account, corpusKey);
    const answer = (parts: StoredPart[]) => ({ id, metadata, storage_usage: storageUsage({ metadata, parts }) });
    const known = findRepeated(account, before, document);
    if (known) return answer(documents(account).parts(known));
    const { parts, tables, images } = await document.content();
    checkParts(parts, rulesOf(before));
    const texts = parts.map(({ text, context }) => (context ? `${text}\n${context}` : text));
    const vectors = await encode(account, before, texts, signal);
    // Reading, splitting and encoding took their time already; whoever waits comes first.
    if (parts.length > MANY_PARTS) await setImmediate();
    const corpus = requireWritableCorpus(account, corpusKey);
    if (corpus.rowId !== before.rowId) throw notFound('Corpus', corpusKey); // Another one has its key now.
    requireCorpusDimensions(corpus, vectors, parts.length);
    if (!findRepeated(account, corpus, document)) {
      const stored = { id, title, metadata, tables, images, parts, requestHash, vectors };
      documents(account).create(corpus, stored, !indexesAtOnce(account));
    }
    return answer(parts);
  };
  return indexDocument;
}

const differentContent = (id: string) =>
  conflict(
    `A document with the id '${id}' exists already and has other content. Documents cannot be updated: delete it and add it again.`,
  );
