import type { RefObject } from 'preact';
import { useId, useState } from 'preact/hooks';
import { html } from '../../parts/html.ts';
import { indent, placeIn } from './edit-text.ts';
import { Highlighted } from './highlighted.ts';
import { ProblemList, type TemplateProblem } from './problem-list.ts';

export interface TemplateEditorProps {
  value: string;
  onChange(value: string): void;
  area: RefObject<HTMLTextAreaElement>;
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
  return html`<div class="template-editor">
    <label class="sr-only" for=${id}>Template</label>
    <div class=${`editor-frame ${isWrong ? 'wrong' : ''}`}>
      <div class="editor-layers">
        <${Highlighted} text=${value} marks=${problems} />
        <textarea id=${id} ref=${area} value=${value} readOnly=${readOnly} spellcheck=${false} autocomplete="off"
          autocapitalize="off" wrap="soft" aria-invalid=${isWrong} aria-describedby=${`${id}-keys ${id}-problems`}
          onInput=${({ currentTarget }: { currentTarget: HTMLTextAreaElement }) => {
            onChange(currentTarget.value);
            readPlace();
          }}
          onKeyDown=${onKeyDown} onKeyUp=${readPlace} onClick=${readPlace} onFocus=${readPlace}
          onBlur=${() => setTabLeaves(false)}></textarea>
      </div>
    </div>
    <div class="editor-foot hint">
      <span id="${id}-keys">${
        readOnly
          ? 'A template of the platform cannot be changed.'
          : tabLeaves
            ? 'Tab leaves the editor now.'
            : html`<kbd>Tab</kbd>indents. <kbd>Esc</kbd>then <kbd>Tab</kbd>leaves the editor.`
      }</span>
      <span class="place">Line ${place.line}, column ${place.column}</span>
    </div>
    <div id="${id}-problems"><${ProblemList} problems=${problems} isChecked=${isChecked} error=${error} area=${area} /></div>
  </div>`;
}
