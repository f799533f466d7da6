import type { Message } from '../../../../../upstream/language-model.ts';
import { Code } from '../../../parts/code/code.ts';
import { html } from '../../../parts/html.ts';
import { LongText } from '../pieces/long-text.ts';

/** What a model is told, by who says it. */
export function Messages({ of: messages }: { of: readonly Message[] }) {
  return html`<ol class="life-messages">
    ${messages.map(
      (message) => html`<li class="from-${message.role}">
        <span class="role">${message.role}</span>
        <div class="said"><${Said} of=${message} /></div>
      </li>`,
    )}
  </ol>`;
}

function Said({ of: { content, role: _, ...rest } }: { of: Message }) {
  const parts = typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content;
  return html`
    ${parts.map((part) =>
      part.type === 'text'
        ? part.text === ''
          ? html`<span class="soft">nothing</span>`
          : html`<${LongText} text=${part.text} most=${2000} />`
        : html`<${Code} of=${part} name="part of a message" />`,
    )}
    ${Object.keys(rest).length > 0 && html`<${Code} of=${rest} name="further members of the message" />`}
  `;
}
