import { Code } from '../../../parts/code/code.ts';
import { count, milliseconds } from '../../../parts/format.ts';
import { html } from '../../../parts/html.ts';
import { Section } from '../../../parts/pieces.ts';
import { type Entry, notesOf } from '../notes/call-notes.ts';
import { Messages } from './messages.ts';

/** The template and what became of it, side by side; then the messages that it stands for. */
export function Prompt({ entry }: { entry: Entry }) {
  const models = notesOf(entry, 'model');
  return html`<${Section} title="Prompt">
    ${notesOf(entry, 'prompt').map(({ template, template_from, rendered, used, ms, at_ms }) => {
      const asked = models.find((model) => model.at_ms >= at_ms);
      return html`
        <p class="hint">The template of the ${template_from}, rendered with ${count(used.length, 'result')} in ${milliseconds(ms)}.</p>
        <div class="columns">
          <div class="stack"><h3>Template</h3><${Code} of=${template} name="template" /></div>
          <div class="stack"><h3>Rendered</h3><${Code} of=${rendered} name="rendered prompt" /></div>
        </div>
        ${asked && html`<h3>Messages</h3><${Messages} of=${asked.messages} />`}
      `;
    })}
  <//>`;
}
