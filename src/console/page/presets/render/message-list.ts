import { html } from '../../parts/html.ts';
import { Chip, type Tone } from '../../parts/pieces.ts';
import type { Rendered } from './use-render.ts';

/** Beyond this, showing costs more than it tells. */
const MOST_CHARACTERS = 60_000;

type Messages = NonNullable<Rendered['messages']>;

const TONES: Record<string, Tone> = { system: 'warn', user: 'info', assistant: 'good' };

/** The messages as the LLM gets them, one below the other. */
export function MessageList({ messages }: { messages: Messages }) {
  return html`<ol class="messages" aria-label="Messages">
    ${messages.map(
      ({ role, content, ...more }) => html`<li>
        <p><${Chip} tone=${TONES[role] ?? 'plain'}>${role}<//>${Object.entries(more).map(([name, value]) => html`<code class="hint">${name}: ${JSON.stringify(value)}</code>`)}</p>
        ${typeof content === 'string' ? html`<${RenderedText} text=${content} name=${`Message of ${role}`} />` : html`<${RenderedText} text=${JSON.stringify(content, null, 2)} name=${`Message of ${role}`} />`}
      </li>`,
    )}
  </ol>`;
}

export function RenderedText({ text, name = 'Rendered prompt' }: { text: string; name?: string }) {
  if (text === '') return html`<p class="hint">Empty.</p>`;
  const shown = text.length > MOST_CHARACTERS ? text.slice(0, MOST_CHARACTERS) : text;
  return html`<pre class="rendered-text" tabindex="0" role="group" aria-label=${name}>${shown}</pre>
    ${shown !== text && html`<p class="hint">… and ${(text.length - shown.length).toLocaleString('en')} characters more.</p>`}`;
}
