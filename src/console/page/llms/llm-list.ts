import type { Llm } from '../../../v2/llms/llms-schema.ts';
import { linkTo } from '../app/router.ts';
import { html } from '../parts/html.ts';
import { Chip, Section } from '../parts/pieces.ts';
import { labelOf } from './form/auth-fields.ts';
import { shadowedBy, shadowOf } from './shadows.ts';

/** The account's own LLMs, then the platform's. */
export function LlmList({ llms, chosen }: { llms: readonly Llm[]; chosen: string | undefined }) {
  const group = (wanted: Llm['ownership']) => llms.filter(({ ownership }) => ownership === wanted);
  const items = (found: Llm[]) =>
    html`<ul class="choices">${found.map((llm) => html`<${Item} key=${llm.id} llm=${llm} all=${llms} chosen=${chosen === llm.id} />`)}</ul>`;
  const own = group('customer');
  return html`<div class="stack list">
    <${Section} title="Your own">
      ${own.length > 0 ? items(own) : html`<p class="hint">None yet.</p>`}
    <//>
    <${Section} title="The platform’s">${items(group('platform'))}<//>
  </div>`;
}

function Item({ llm, all, chosen }: { llm: Llm; all: readonly Llm[]; chosen: boolean }) {
  const { id, name, type, model, uri, auth, ownership } = llm;
  return html`<li>
    <a href=${linkTo('llms', id)} aria-current=${chosen ? 'true' : undefined}>
      <span class="name"><strong>${name}</strong> <${LlmChips} llm=${llm} all=${all} /></span>
      ${ownership === 'customer' && html`<span class="line">${model} · ${type} · ${auth ? labelOf(auth.type) : 'no auth'}</span>`}
      ${uri && html`<span class="line mono">${uri}</span>`}
    </a>
  </li>`;
}

export function LlmChips({ llm, all }: { llm: Llm; all: readonly Llm[] }) {
  const hidden = shadowOf(llm, all);
  return html`
    ${!llm.enabled && html`<${Chip} tone="bad">disabled<//>`}
    ${llm.default && html`<${Chip} tone="info">default<//>`}
    ${hidden && html`<${Chip} tone="warn" title="Requests with this name mean your own LLM">overridden<//>`}
    ${shadowedBy(llm, all) && html`<${Chip} tone="warn" title="Requests with this name mean this one, not the platform’s">overrides<//>`}
  `;
}
