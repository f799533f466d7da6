import type { Account } from '../../accounts/account.ts';
import { corporaOf } from '../corpora/corpora-repository.ts';
import { checkDocument, rulesOf } from './check-document.ts';
import { indexDocument } from './document-indexer.ts';
import type { CreateDocumentRequest, Document } from './documents-schema.ts';
import { hashRequest } from './hash-request.ts';
import { toContent } from './to-stored-document.ts';

/** Indexes a document that is what its schema says, whoever wrote it. Throws 400, 404, 409 and 413. */
export async function createDocument(
  account: Account,
  corpusKey: string,
  document: CreateDocumentRequest,
  signal: AbortSignal,
): Promise<Document> {
  checkDocument(document, rulesOf(corporaOf(account).getEnabled(corpusKey)));
  const toIndex = {
    id: document.id,
    title: document.type === 'structured' ? document.title : undefined,
    metadata: document.metadata ?? {},
    requestHash: hashRequest(document),
    content: () => toContent(account, document),
  };
  return indexDocument(account, corpusKey, toIndex, signal);
}
