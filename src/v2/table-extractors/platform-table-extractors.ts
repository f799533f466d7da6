import type { TableExtractor } from './table-extractors-schema.ts';

/** The names uploads may give (reference corpora §11.2). The emulator's own reader of tables stands in for both. */
export const PLATFORM_TABLE_EXTRACTORS: readonly TableExtractor[] = [
  {
    name: 'gmft',
    is_default: true,
    description: 'The default: finds tables by their ruling and layout. The emulator’s own extraction stands in.',
  },
  {
    name: 'textract',
    is_default: false,
    description: 'An external service elsewhere. The emulator’s own extraction stands in.',
  },
];
