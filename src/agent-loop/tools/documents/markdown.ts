import type { ParsedFile, Section } from '../../../ingest/structured-document.ts';
import { tableMarkdown } from '../../../ingest/tables.ts';

const DEEPEST_HEADING = 6;

/** What a file says, as Markdown: its title and those of its sections are headings. */
export function markdownOf({ title, sections }: ParsedFile): string {
  const blocks = [
    ...(title ? [`# ${title}`] : []),
    ...sections.flatMap((section) => blocksOf(section, title ? 2 : 1)),
  ].filter((block) => block.trim() !== '');
  return `${blocks.join('\n\n')}\n`;
}

function blocksOf({ title, text, tables = [], sections = [] }: Section, level: number): string[] {
  return [
    title ? `${'#'.repeat(Math.min(level, DEEPEST_HEADING))} ${title}` : '',
    text,
    ...tables.flatMap((table) => [table.title ? `**${table.title}**` : '', tableMarkdown(table)]),
    ...sections.flatMap((section) => blocksOf(section, level + 1)),
  ];
}
