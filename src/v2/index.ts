/** Vectara's API: every operation that is emulated, resource by resource. */
import type { Operation } from '../http/operation.ts';
import { glossaries } from './glossaries/glossaries.ts';

export const OPERATIONS: readonly Operation[] = [...glossaries];
