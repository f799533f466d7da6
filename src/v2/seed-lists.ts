import { seedOfGlossaries } from './glossaries/glossaries.ts';
import type { SeedList } from './seed-list.ts';

/**
 * What a seed fills by the resources' own operations, in an order in which each finds what it rests on. The package's types
 * show them, so this list stands apart from that of the operations, whose types lead into the server.
 */
export const SEED_LISTS = [seedOfGlossaries] as const satisfies readonly SeedList[];
