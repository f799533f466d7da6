import type { VNode } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { html } from '../../parts/html.ts';
import { type DrawnLine, type Mark, type Piece, redrawn, splitAtLines, withMarks } from './template-lines.ts';
import { templateTokens } from './template-tokens.ts';

/** The coloured text that lies under the transparent one of the text area; each line has its number beside it. */
export function Highlighted({ text, marks }: { text: string; marks: readonly Mark[] }) {
  const drawn = useRef<DrawnLine<VNode>[]>([]);
  const ids = useRef(0);
  drawn.current = useMemo(
    () => draw(drawn.current, text, marks, () => ++ids.current),
    [text, marks.map(({ line, column }) => `${line}:${column}`).join()],
  );
  // Drawings that are the same objects as before are not looked at again.
  return html`<pre class="highlighted" aria-hidden="true">${drawn.current.map(({ drawing }) => drawing)}</pre>`;
}

function draw(before: readonly DrawnLine<VNode>[], text: string, marks: readonly Mark[], nextId: () => number) {
  const lines = splitAtLines(templateTokens(text));
  const marked = Map.groupBy(marks, ({ line }) => line);
  const columnsOf = (index: number) => marked.get(index + 1)?.map(({ column }) => column) ?? [];
  const signatures = lines.map((pieces, index) => JSON.stringify([pieces, columnsOf(index)]));
  const drawLine = (index: number, id: number) => {
    const columns = columnsOf(index);
    return lineOf(id, withMarks(lines[index]!, columns), columns.length > 0);
  };
  return redrawn(before, signatures, drawLine, nextId);
}

const lineOf = (id: number, pieces: readonly Piece[], isWrong: boolean) =>
  html`<div key=${id} class=${isWrong ? 'line wrong' : 'line'}>${pieces.map(({ kind, text, marked }) =>
    kind || marked
      ? html`<span class=${`${kind ? `tpl-${kind}` : ''} ${marked ? 'marked' : ''}`}>${text}</span>`
      : text,
  )}${'\n'}</div>` as VNode;
