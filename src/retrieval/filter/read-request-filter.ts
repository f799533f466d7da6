import { ApiError } from '../../errors.ts';
import { type CheckedFilter, type FilterScope, readFilter } from './compile-filter.ts';
import { FilterError } from './filter-error.ts';

/** Reads the filter of a request; undefined when there is none. Throws the 400 that names `field` when it cannot be used. */
export function readRequestFilter(
  text: string | undefined,
  scope: FilterScope,
  field: string,
): CheckedFilter | undefined {
  if (text === undefined) return undefined;
  try {
    return readFilter(text, scope);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    throw new ApiError(400, error.message, { fieldErrors: { [field]: error.message }, isEngineError: true });
  }
}
