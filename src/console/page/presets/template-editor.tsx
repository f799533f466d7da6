import type { RefObject, VNode } from 'preact';
import { useId, useMemo, useRef, useState } from 'preact/hooks';
import {
  type DrawnLine,
  type Mark,
  type Piece,
  redrawn,
  splitAtLines,
  templateTokens,
  withMarks,
} from './template-tokens.ts';

interface TemplateEditorProps {
  value: string;
  onChange(value: string): void;
  area: RefObject<HTMLTextAreaElement | null>;
  problems: readonly TemplateProblem[];
  /** Whether the problems are those of the text as it is now. */
  isChecked: boolean;
  /** What the API refused it with. */
  error?: string | undefined;
  readOnly?: boolean;
}

/** A text area over its own text in colours. Both are as high as the text, so that the frame around them is what scrolls. */
export function TemplateEditor({ value, onChange, area, problems, isChecked, error, readOnly }: TemplateEditorProps) {
  const id = useId();
  const [place, setPlace] = useState({ line: 1, column: 1 });
  const [tabLeaves, setTabLeaves] = useState(false);
  const readPlace = () => setPlace(placeIn(area.current!));

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') return setTabLeaves(true);
    if (event.key === 'Tab' && !tabLeaves && !readOnly && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      return indent(area.current!, event.shiftKey);
    }
    if (event.key !== 'Tab' && event.key !== 'Shift') setTabLeaves(false);
  };

  const isWrong = problems.some(({ tone }) => tone === 'bad') || error !== undefined;
  return (
    <div class="template-editor">
      <label class="sr-only" for={id}>
        Template
      </label>
      <div class={`editor-frame ${isWrong ? 'wrong' : ''}`}>
        <div class="editor-layers">
          <Highlighted text={value} marks={problems} />
          <textarea
            id={id}
            ref={area}
            value={value}
            readOnly={readOnly}
            spellcheck={false}
            autocomplete="off"
            autocapitalize="off"
            wrap="soft"
            aria-invalid={isWrong}
            aria-describedby={`${id}-keys ${id}-problems`}
            onInput={({ currentTarget }) => {
              onChange(currentTarget.value);
              readPlace();
            }}
            onKeyDown={onKeyDown}
            onKeyUp={readPlace}
            onClick={readPlace}
            onFocus={readPlace}
            onBlur={() => setTabLeaves(false)}
          />
        </div>
      </div>
      <div class="editor-foot hint">
        <span id={`${id}-keys`}>
          {readOnly ? (
            'Platform templates cannot be edited.'
          ) : tabLeaves ? (
            'Tab now leaves the editor.'
          ) : (
            <>
              <kbd>Tab</kbd>indents. <kbd>Esc</kbd>then <kbd>Tab</kbd>leaves the editor.
            </>
          )}
        </span>
        <span class="place">
          Line {place.line}, column {place.column}
        </span>
      </div>
      <div id={`${id}-problems`}>
        <ProblemList problems={problems} isChecked={isChecked} error={error} area={area} />
      </div>
    </div>
  );
}

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
function moveTo(area: HTMLTextAreaElement, line: number, column: number): void {
  const before = area.value.split('\n').slice(0, line - 1);
  const offset = before.reduce((sum, { length }) => sum + length + 1, 0) + column - 1;
  area.focus();
  area.setSelectionRange(offset, offset);
  area.parentElement?.querySelectorAll('.line')[line - 1]?.scrollIntoView({ block: 'nearest' });
}

function placeIn(area: HTMLTextAreaElement): { line: number; column: number } {
  const before = area.value.slice(0, area.selectionStart).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

/** The selected lines further in, or further out. */
function indent(area: HTMLTextAreaElement, outwards: boolean): void {
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

/** The coloured text that lies under the transparent one of the text area; each line has its number beside it. */
function Highlighted({ text, marks }: { text: string; marks: readonly Mark[] }) {
  const drawn = useRef<DrawnLine<VNode>[]>([]);
  const ids = useRef(0);
  drawn.current = useMemo(
    () => draw(drawn.current, text, marks, () => ++ids.current),
    [text, marks.map(({ line, column }) => `${line}:${column}`).join()],
  );
  // Drawings that are the same objects as before are not looked at again.
  return (
    <pre class="highlighted" aria-hidden="true">
      {drawn.current.map(({ drawing }) => drawing)}
    </pre>
  );
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

const lineOf = (id: number, pieces: readonly Piece[], isWrong: boolean): VNode => (
  <div key={id} class={isWrong ? 'line wrong' : 'line'}>
    {pieces.map(({ kind, text, marked }) =>
      kind || marked ? <span class={`${kind ? `tpl-${kind}` : ''} ${marked ? 'marked' : ''}`}>{text}</span> : text,
    )}
    {'\n'}
  </div>
);

export interface TemplateProblem {
  line: number;
  column: number;
  text: string;
  /** `bad`: no prompt comes of it; `warn`: it may not be what is meant. */
  tone: 'bad' | 'warn';
}

interface ProblemListProps {
  problems: readonly TemplateProblem[];
  isChecked: boolean;
  error: string | undefined;
  area: RefObject<HTMLTextAreaElement | null>;
}

/** What is wrong where; choosing one moves the cursor there. */
function ProblemList({ problems, isChecked, error, area }: ProblemListProps) {
  const refused = error !== undefined && problems.length === 0;
  return (
    <div class="template-problems" role="status" aria-label="Template problems">
      {problems.length === 0 && !refused && <p class="hint">{isChecked ? 'No problems.' : 'Checking…'}</p>}
      {refused && <p class="bad">{error}</p>}
      {problems.length > 0 && (
        <ul>
          {problems.map(({ line, column, text, tone }) => (
            <li key={`${line}:${column}`}>
              <button type="button" class={tone} onClick={() => moveTo(area.current!, line, column)}>
                <span class="place">
                  Line {line}, column {column}
                </span>{' '}
                <span>{text}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
