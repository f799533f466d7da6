import { type BulkDependencies, createBulkWork } from './bulk-work.ts';

export const createBulkDeleteWork = (dependencies: BulkDependencies) =>
  createBulkWork(dependencies, 'deleted', ({ account, corpus, onCommit }, document) => {
    onCommit(dependencies.documents(account).deleteWithin(corpus, document));
    return true;
  });
