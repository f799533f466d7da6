import type { Account } from '../../accounts/account.ts';
import { inTurns } from '../../basics/turns.ts';
import { notFound } from '../../errors.ts';
import type { DocumentRecord, StoredPart } from './document-record.ts';
import { SLICE } from './document-remover-repository.ts';
import { documentsOf } from './documents-repository.ts';

/** Reads the parts of a document, slice after slice, between which others have their turn. Throws 404 where it is deleted meanwhile. */
export const readPartsInTurns = (
  account: Account,
  document: DocumentRecord,
  use: (parts: StoredPart[]) => void,
): Promise<void> =>
  inTurns(starts(document), (from) => {
    if (!documentsOf(account).getByOrdinal(document.ordinal)) throw notFound('Document', document.id);
    const partCount = Math.min(SLICE, document.partCount - from);
    use(documentsOf(account).parts({ firstPart: document.firstPart + from, partCount }));
  });

function* starts({ partCount }: DocumentRecord): Generator<number> {
  for (let from = 0; from < partCount; from += SLICE) yield from;
}
