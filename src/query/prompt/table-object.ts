import type { Table } from '../../ingest/structured-document.ts';
import { tableMarkdown } from '../../ingest/tables.ts';
import { accessors, TemplateObject } from '../../velocity/velocity.ts';

/** A table as templates see it (reference §4.4); a bare reference prints it as Markdown. */
export function tableObject(table: Table): TemplateObject {
  const markdown = () => tableMarkdown(table);
  return new TemplateObject({
    methods: accessors({
      title: () => table.title ?? '',
      description: () => table.description ?? '',
      json: () => JSON.stringify(table),
      markdown,
    }),
    print: markdown,
  });
}
