/** What officeparser makes of slides, OpenDocument texts and RTF, as blocks. */
import type { OfficeContentNode, OfficeParserAST, SupportedFileType } from 'officeparser';
import { type Block, headedTable, typedCell } from '../../files/blocks.ts';

export async function officeTree(bytes: Uint8Array, fileType: SupportedFileType): Promise<OfficeParserAST> {
  const { parseOffice } = await import('officeparser');
  return parseOffice(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), {
    fileType,
    ignoreHeadersAndFooters: true,
    ignoreSlideMasters: true,
    ignoreComments: true,
  });
}

export function* officeBlocks(nodes: readonly OfficeContentNode[]): Generator<Block> {
  for (const node of nodes) {
    const text = (node.text ?? '').replace(/[ \t\u00a0]+/g, ' ').trim();
    if (node.type === 'heading') {
      if (text) yield { type: 'heading', level: node.metadata?.level ?? 1, text: text.replace(/\s+/g, ' ') };
    } else if (node.type === 'table') yield { type: 'table', table: headedTable(tableRows(node)) };
    else if (node.type === 'slide' || (text === '' && node.children)) yield* officeBlocks(node.children ?? []);
    else if (text && node.type !== 'image') yield { type: 'text', text };
    yield* officeBlocks(node.notes ?? []);
  }
}

const tableRows = (table: OfficeContentNode) =>
  (table.children ?? [])
    .filter((row) => row.type === 'row')
    .map((row) =>
      (row.children ?? []).map((cell) => {
        const { colSpan, rowSpan } = (cell.metadata ?? {}) as { colSpan?: number; rowSpan?: number };
        return typedCell((cell.text ?? '').replace(/\s+/g, ' ').trim(), { colspan: colSpan, rowspan: rowSpan });
      }),
    )
    .filter((row) => row.some((cell) => Object.keys(cell).length > 0));
