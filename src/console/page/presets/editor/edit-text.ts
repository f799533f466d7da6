/** Changes to the text of a text area as a person would make them: they can be undone. */

const INDENT = '  ';

/** Puts text in the place of what is selected. */
export function insertText(area: HTMLTextAreaElement, text: string): void {
  area.focus();
  // The only way that keeps what can be undone.
  if (document.execCommand('insertText', false, text)) return;
  area.setRangeText(text, area.selectionStart, area.selectionEnd, 'end');
  area.dispatchEvent(new Event('input', { bubbles: true }));
}

/** Line and column are from 1. */
export function moveTo(area: HTMLTextAreaElement, line: number, column: number): void {
  const before = area.value.split('\n').slice(0, line - 1);
  const offset = before.reduce((sum, { length }) => sum + length + 1, 0) + column - 1;
  area.focus();
  area.setSelectionRange(offset, offset);
  area.parentElement?.querySelectorAll('.line')[line - 1]?.scrollIntoView({ block: 'nearest' });
}

export function placeIn(area: HTMLTextAreaElement): { line: number; column: number } {
  const before = area.value.slice(0, area.selectionStart).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

/** The selected lines further in, or further out. */
export function indent(area: HTMLTextAreaElement, outwards: boolean): void {
  const { value, selectionStart, selectionEnd } = area;
  const isWithinLine = !value.slice(selectionStart, selectionEnd).includes('\n');
  if (isWithinLine && !outwards) {
    insertText(area, INDENT);
    return;
  }
  const start = value.lastIndexOf('\n', selectionStart - 1) + 1;
  const lines = value.slice(start, selectionEnd).split('\n');
  const shift = (line: string) => (outwards ? line.replace(/^ {1,2}|^\t/, '') : `${INDENT}${line}`);
  const changed = lines.map(shift);
  if (changed.join('\n') === lines.join('\n')) return;
  area.setSelectionRange(start, selectionEnd);
  insertText(area, changed.join('\n'));
  const first = Math.max(start, selectionStart + changed[0]!.length - lines[0]!.length);
  area.setSelectionRange(first, start + changed.join('\n').length);
}
