import type { Account } from '../../accounts/account.ts';
import { trusted } from '../../calls/call.ts';
import { conflict, notFound } from '../../errors.ts';
import { requireCorpusDimensions } from '../../retrieval/encoder/require-corpus-dimensions.ts';
import { corporaOf } from '../corpora/corpora-repository.ts';
import type { CorpusRecord } from '../corpora/corpus-record.ts';
import { encode } from '../encoders/encoding.ts';
import { jobSchedule } from '../jobs/job-schedule.ts';
import { checkParts, rulesOf } from './check-document.ts';
import { type DocumentRecord, type NewDocument, storageUsage } from './document-record.ts';
import { documentWriterOf } from './document-writer-repository.ts';
import { documentsOf } from './documents-repository.ts';
import type { Document } from './documents-schema.ts';
import type { DocumentContent } from './to-stored-document.ts';

export interface DocumentToIndex extends Pick<NewDocument, 'id' | 'title' | 'metadata' | 'requestHash'> {
  content(): Promise<DocumentContent>;
}

function findRepeated(account: Account, corpus: CorpusRecord, { id, requestHash }: DocumentToIndex) {
  const existing = documentsOf(account).find(corpus, id);
  if (existing && existing.requestHash !== requestHash) throw differentContent(id);
  return existing;
}

/** Whether what is written is searchable at once, as it is where an account is filled from a seed. */
const indexesAtOnce = (account: Account): boolean =>
  trusted.get() !== undefined || jobSchedule(account).indexing(account).mode === 'instant';

/**
 * Stores a document: split, encode, write. The answer to a request that was made before is the answer it had; another
 * document of the same id is a 409 (docs/behaviour/documents.md, Ids and duplicates). Splitting and encoding take time, so what they rest on is
 * looked at again before anything is written.
 */
export async function indexDocument(
  account: Account,
  corpusKey: string,
  document: DocumentToIndex,
  signal: AbortSignal,
): Promise<Document> {
  const { id, title, metadata, requestHash } = document;
  const before = corporaOf(account).getEnabled(corpusKey);
  const known = findRepeated(account, before, document);
  if (known) return { id, metadata, storage_usage: usageAgain(account, known, metadata) };
  const { parts, tables, images } = await document.content();
  await checkParts(parts, rulesOf(before));
  const texts = parts.map(({ text, context }) => (context ? `${text}\n${context}` : text));
  const vectors = await encode(account, before, texts, signal);
  const current = (): CorpusRecord | undefined => {
    signal.throwIfAborted();
    const corpus = corporaOf(account).getEnabled(corpusKey);
    if (corpus.rowId !== before.rowId) throw notFound('Corpus', corpusKey); // Another one has its key now.
    requireCorpusDimensions(corpus, vectors, parts.length);
    return findRepeated(account, corpus, document) ? undefined : corpus;
  };
  const stored = { id, title, metadata, tables, images, parts, requestHash, vectors };
  await documentWriterOf(account).write(current, stored, !indexesAtOnce(account));
  return { id, metadata, storage_usage: await storageUsage(metadata, parts) };
}

/** What a request was answered that is made again, whatever became of the metadata since. */
function usageAgain(account: Account, known: DocumentRecord, metadata: Record<string, unknown>) {
  const ofParts = known.metadataCharacters - JSON.stringify(known.metadata).length;
  return {
    bytes_used: documentsOf(account).bytesOfText(known),
    metadata_bytes_used: ofParts + JSON.stringify(metadata).length,
  };
}

/** Vectara's own words: connectors read the id out of them (docs/behaviour/documents.md, Ids and duplicates). */
const differentContent = (id: string) =>
  conflict(
    `Indexing doesn't support updating documents. The new request does not match the previous request for document id '${id}'. Delete and re-add to update.`,
  );
