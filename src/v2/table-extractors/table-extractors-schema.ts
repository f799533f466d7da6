/** Table extractors on the wire (reference corpora §11.2). */
import { type Static, Type } from 'typebox';

export const TableExtractor = Type.Object({
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
export type TableExtractor = Static<typeof TableExtractor>;

export const ListTableExtractorsResponse = Type.Object({ table_extractors: Type.Array(TableExtractor) });
