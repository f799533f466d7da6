import { html } from '../html.ts';
import { CopyButton } from './copy-button.ts';
import { jsonTokens } from './json-tokens.ts';

/** Beyond this, colours would cost more than they tell. */
const LONGEST_COLOURED = 20_000;

export interface CodeProps {
  /** Text, or a value that is shown as JSON. */
  of: unknown;
  /** What it is called, for screen readers and beside the copy button. */
  name: string;
  copy?: boolean;
  wrap?: boolean;
}

export function Code({ of, name, copy = true, wrap = true }: CodeProps) {
  const isText = typeof of === 'string';
  const text = isText ? of : JSON.stringify(of, null, 2);
  const isJson = !isText && text.length <= LONGEST_COLOURED;
  return html`<figure class="code ${wrap ? 'wrap' : ''}">
    ${copy && html`<${CopyButton} text=${text} what=${name} />`}
    <pre tabindex="0" role="group" aria-label=${name}><code>${isJson ? jsonTokens(text).map(({ kind, text: part }) => (kind ? html`<span class="json-${kind}">${part}</span>` : part)) : text}</code></pre>
  </figure>`;
}
