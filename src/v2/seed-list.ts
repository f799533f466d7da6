import type { TSchema } from 'typebox';
import type { OperationId } from '../http/operation.ts';

/** How a seed fills what a resource keeps, said beside its operations. What the API has no request for is seeded elsewhere. */
export interface SeedList {
  /** The member of the seed, of the list's answer, and the name of entries in results. */
  list: string;
  /** What tells entries apart. */
  by: string;
  /** The member of what exists that paths take, where it is another than `by`. */
  pathBy?: string;
  /** The member of an entry that says whose it is; the path has it first. */
  within?: string;
  /** The request that makes an entry; the seed's entries have its members. */
  entry: TSchema;
  create: OperationId;
  /** Makes what exists what is defined. */
  update: OperationId;
  /**
   * What is made of an entry before any is whole, so that entries may name each other in any order; the entry itself where it
   * names no other.
   */
  first?: (definition: Record<string, unknown>) => Record<string, unknown>;
  /** Members of an entry that are sent after it, each by an operation of its own that takes them under the same name. */
  parts?: Readonly<Record<string, { schema: TSchema; operation: OperationId }>>;
}
