/** Asks before something that cannot be taken back. */
import { signal } from '@preact/signals';
import { Button } from '../forms/button.ts';
import { html } from '../html.ts';
import { Dialog } from './dialog.ts';

interface Question {
  title: string;
  text: string;
  verb: string;
  answer(yes: boolean): void;
}

const question = signal<Question>();

/** Resolves to whether the user went ahead. `verb`: what the button says. */
export function confirmed(title: string, text: string, verb = 'Delete'): Promise<boolean> {
  return new Promise((resolve) => {
    question.value = {
      title,
      text,
      verb,
      answer: (yes) => {
        question.value = undefined;
        resolve(yes);
      },
    };
  });
}

/** Shows the question that is asked, if one is. One in the page. */
export function ConfirmDialog() {
  const asked = question.value;
  if (!asked) return null;
  return html`<${Dialog} title=${asked.title} onClose=${() => asked.answer(false)}>
    <p>${asked.text}</p>
    <div class="actions">
      <${Button} onClick=${() => asked.answer(false)}>Cancel<//>
      <${Button} kind="danger" autofocus onClick=${() => asked.answer(true)}>${asked.verb}<//>
    </div>
  <//>`;
}
