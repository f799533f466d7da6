/** Documents of a corpus, their metadata and their images (docs/behaviour/documents.md, Kinds of documents). */
import type { Account } from '../../accounts/account.ts';
import { invalidFields, notFound } from '../../errors.ts';
import { fromPageKey, toPageKey } from '../../http/lists.ts';
import { JsonText, operation } from '../../http/operation.ts';
import { readRequestFilter } from '../../retrieval/filter/read-request-filter.ts';
import { corporaOf } from '../corpora/corpora-repository.ts';
import { filterDocuments } from '../corpora/search.ts';
import { metadataErrors, rulesOf } from './check-document.ts';
import { createDocument } from './create-document.ts';
import { type DocumentRecord, shownMetadata } from './document-record.ts';
import { SLICE } from './document-remover-repository.ts';
import { documentsOf } from './documents-repository.ts';
import * as schema from './documents-schema.ts';
import { readPartsInTurns } from './read-parts.ts';
import { toWirePart } from './to-stored-document.ts';

export const documents = [
  operation(
    'createCorpusDocument',
    {
      summary: 'Index a core or a structured document.',
      query: schema.CreateDocumentQuery,
      body: schema.CreateDocumentRequest,
      answer: schema.Document,
      // The contract has no status for a document over the limit.
      also: [413],
    },
    ({ account, path, body, signal }) => createDocument(account, path.corpus_key, body, signal),
  ),

  operation(
    'listCorpusDocuments',
    { summary: 'List documents by id.', query: schema.ListDocumentsQuery, answer: schema.ListDocumentsResponse },
    ({ account, path, query }) => {
      const corpus = corporaOf(account).get(path.corpus_key);
      const { limit = 10, page_key } = query;
      const { after, text } = page_key
        ? fromPageKey<PagePosition>(page_key, isPosition)
        : { after: '', text: query.metadata_filter };
      const scope = { attributes: corpus.filterAttributes, level: 'document' as const };
      const filter = readRequestFilter(text, scope, 'query.metadata_filter');
      const kept = filter && new Set(filterDocuments(account, corpus, filter));
      const found = documentsOf(account).listAfter(corpus, after, limit + 1, kept);
      const page = found.slice(0, limit);
      return {
        documents: page.map((document) => ({
          id: document.id,
          metadata: shownMetadata(document),
          ...(document.tables.length > 0 ? { tables: document.tables } : {}),
        })),
        metadata: found.length > limit ? { page_key: toPageKey({ after: page.at(-1)!.id, text }) } : {},
      };
    },
  ),

  operation(
    'getCorpusDocument',
    { summary: 'Get one document with its parts.', answer: schema.Document },
    ({ account, path }) => {
      const corpus = corporaOf(account).get(path.corpus_key);
      return shownWhole(account, documentsOf(account).get(corpus, path.document_id));
    },
  ),

  operation('deleteCorpusDocument', { summary: 'Delete one document.' }, async ({ account, path }) => {
    const corpus = corporaOf(account).getEnabled(path.corpus_key);
    await documentsOf(account).delete(corpus, documentsOf(account).get(corpus, path.document_id));
  }),

  operation(
    'updateCorpusDocument',
    {
      summary: 'Add to the metadata of a document, or overwrite keys of it.',
      body: schema.UpdateDocumentRequest,
      answer: schema.Document,
    },
    ({ account, path, body }) => changeMetadata(account, path, ({ metadata }) => ({ ...metadata, ...body.metadata })),
  ),

  operation(
    'replaceCorpusDocumentMetadata',
    {
      summary: 'Replace the metadata of a document as a whole.',
      body: schema.UpdateDocumentRequest,
      answer: schema.Document,
    },
    ({ account, path, body }) => changeMetadata(account, path, () => body.metadata ?? {}),
  ),

  operation(
    'getImage',
    { summary: 'Get an image of a document, its bytes in base64.', answer: schema.Image },
    ({ account, path }) => {
      const document = documentsOf(account).get(corporaOf(account).get(path.corpus_key), path.document_id);
      const image = documentsOf(account).image(document, path.image_id);
      if (!image) throw notFound('Image', path.image_id);
      return image;
    },
  ),
];

/** Metadata of parts cannot be changed (docs/behaviour/documents.md, Metadata updates). Throws 404 and 400. */
function changeMetadata(
  account: Account,
  path: { corpus_key: string; document_id: string },
  changed: (document: DocumentRecord) => Record<string, unknown>,
): Shown | Promise<Shown> {
  const corpus = corporaOf(account).getEnabled(path.corpus_key);
  const document = documentsOf(account).get(corpus, path.document_id);
  const metadata = changed(document);
  const errors = metadataErrors(metadata, rulesOf(corpus), 'document', 'body.metadata');
  if (Object.keys(errors).length > 0) throw invalidFields(errors);
  return shownWhole(account, documentsOf(account).updateMetadata(corpus, document, metadata));
}

type Shown = schema.Document | JsonText;

/** A document with everything that reads show (docs/behaviour/documents.md, Reading). One of many parts is written in turns. */
function shownWhole(account: Account, document: DocumentRecord): Shown | Promise<Shown> {
  return document.partCount > SLICE ? inSlices(account, document) : wholeDocument(account, document);
}

export function wholeDocument(account: Account, document: DocumentRecord): schema.Document {
  return { ...withoutParts(account, document), parts: documentsOf(account).parts(document).map(toWirePart) };
}

function withoutParts(account: Account, document: DocumentRecord): Omit<schema.Document, 'parts'> {
  const images = documentsOf(account).images(document);
  return {
    id: document.id,
    metadata: shownMetadata(document),
    ...(document.tables.length > 0 ? { tables: document.tables } : {}),
    ...(images.length > 0 ? { images } : {}),
  };
}

/** Throws 404 where it is deleted meanwhile. */
async function inSlices(account: Account, document: DocumentRecord): Promise<JsonText> {
  const head = JSON.stringify(withoutParts(account, document));
  const texts: string[] = [];
  await readPartsInTurns(account, document, (parts) => {
    texts.push(parts.map((part) => JSON.stringify(toWirePart(part))).join(','));
  });
  return new JsonText(`${head.slice(0, -1)},"parts":[${texts.join(',')}]}`);
}

interface PagePosition {
  after: string;
  /** The filter of the first page, which wins over later ones. */
  text?: string | undefined;
}

const isPosition = ({ after, text }: Partial<PagePosition>) =>
  typeof after === 'string' && ['string', 'undefined'].includes(typeof text);
