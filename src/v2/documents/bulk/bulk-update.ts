import type { CorpusRecord } from '../../corpora/corpus-record.ts';
import { type DocumentRules, metadataErrors } from '../check-document.ts';
import { type BulkDependencies, type BulkTask, createBulkWork } from './bulk-work.ts';

export interface BulkUpdateTask extends BulkTask {
  metadata: Record<string, unknown>;
  strategy: 'merge' | 'replace';
}

interface Dependencies extends BulkDependencies {
  rulesOf(corpus: CorpusRecord): DocumentRules;
}

/** A document whose metadata would break a rule fails and stays as it is (reference corpora §3.13). */
export const createBulkUpdateWork = (dependencies: Dependencies) =>
  createBulkWork<BulkUpdateTask>(dependencies, 'updated', ({ account, corpus, task }, document) => {
    const metadata = task.strategy === 'merge' ? { ...document.metadata, ...task.metadata } : task.metadata;
    const errors = metadataErrors(metadata, dependencies.rulesOf(corpus), 'document', 'body.metadata');
    if (Object.keys(errors).length > 0) return false;
    dependencies.documents(account).updateMetadata(corpus, document, metadata);
    return true;
  });
