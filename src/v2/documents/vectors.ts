import { perAccount, perServer } from '../../accounts/account.ts';
import { VectorMemory } from '../../retrieval/vector-scan/vector-memory.ts';
import { createVectorStore } from '../../retrieval/vector-store.ts';

/** Bounds what all accounts of a server together hold of vectors, in bytes. */
const VECTOR_MEMORY = 2 ** 30;

const vectorMemory = perServer(() => new VectorMemory(VECTOR_MEMORY));

/** The vectors of an account's parts. */
export const vectorsOf = perAccount((account) => {
  const store = createVectorStore(account.db, vectorMemory(account));
  account.onClose(store.releaseAll);
  return store;
});
