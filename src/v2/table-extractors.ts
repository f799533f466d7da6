/** What reads the tables of uploads (docs/behaviour/encoders.md, Table extractors). */
import { type Static, Type } from 'typebox';
import { operation } from '../http/operation.ts';

const TableExtractor = Type.Object({
  name: Type.String(),
  is_default: Type.Boolean(),
  description: Type.String(),
  generation: Type.Optional(
    Type.Object(
      {
        llm_name: Type.Optional(Type.String()),
        prompt_template: Type.Optional(Type.String()),
        model_parameters: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
      },
      { description: 'How tables are summarized unless an upload says otherwise; left out, they are not.' },
    ),
  ),
});
type TableExtractor = Static<typeof TableExtractor>;

const ListTableExtractorsResponse = Type.Object({ table_extractors: Type.Array(TableExtractor) });

/**
 * The names uploads may give (docs/behaviour/encoders.md, Table extractors). The emulator's own reader of tables stands
 * in for both.
 */
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

export const tableExtractors = [
  operation('listTableExtractors', { summary: 'List table extractors.', answer: ListTableExtractorsResponse }, () => ({
    table_extractors: [...PLATFORM_TABLE_EXTRACTORS],
  })),
];
