import { metadataObject, tableObject } from '../../../query/prompt/prompt-variables.ts';
import { accessors, TemplateObject } from '../../../velocity/velocity.ts';
import type { Document, DocumentPart, Table } from '../documents-schema.ts';

/** A document as templates see it (docs/behaviour/prompts.md, Other templates); a bare reference prints it as JSON. */
export function documentObject(document: Document): TemplateObject {
  const json = () => JSON.stringify(document);
  const tables = new Map(document.tables?.map((table) => [table.id, table]));
  const metadata = metadataObject(document.metadata);
  const parts = (document.parts ?? []).map((part) => partObject(part, tables));
  return new TemplateObject({
    methods: accessors({ json, id: () => document.id, metadata: () => metadata, parts: () => parts }),
    print: json,
  });
}

function partObject(part: DocumentPart, tables: ReadonlyMap<string | undefined, Table>): TemplateObject {
  const text = () => part.text;
  const table = part.table_id === undefined ? undefined : tables.get(part.table_id);
  const metadata = metadataObject(part.metadata);
  return new TemplateObject({
    methods: accessors({
      text,
      metadata: () => metadata,
      hasTable: () => table !== undefined,
      table: () => (table ? tableObject(table) : null),
    }),
    print: text,
  });
}
