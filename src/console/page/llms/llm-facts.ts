import type { Llm } from '../../../v2/llms/llms-schema.ts';
import { linkTo } from '../app/router.ts';
import { html } from '../parts/html.ts';
import { Facts } from '../parts/pieces.ts';
import { labelOf } from './form/auth-fields.ts';
import { fieldsOf } from './form/auth-kinds.ts';
import { CAPABILITIES } from './form/capability-fields.ts';
import { PROVIDERS } from './form/providers.ts';
import { shadowedBy, shadowOf } from './shadows.ts';

/** How an LLM is reached, as far as it may be shown. */
export function LlmFacts({ llm }: { llm: Llm }) {
  const { id, type, model, uri, auth, headers = {}, idle_timeout_seconds, ownership } = llm;
  if (ownership === 'platform') {
    return html`<${Facts} of=${{ Id: html`<code>${id}</code>`, Model: model, 'Answered by': 'the emulator’s built-in model' }} />`;
  }
  const details = auth
    ? fieldsOf(auth.type).map(([field, { label }]) => [label, (auth as Record<string, unknown>)[field]])
    : [];
  return html`<${Facts} of=${{
    Id: html`<code>${id}</code>`,
    Type: PROVIDERS[type].label,
    Model: model,
    URI: uri ? html`<code>${uri}</code>` : 'the provider’s own',
    Authentication: auth ? labelOf(auth.type) : 'none',
    ...Object.fromEntries(
      details.map(([label, value]) => [
        label,
        value && html`<code>${Array.isArray(value) ? value.join(' ') : value}</code>`,
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [`Header ${name}`, html`<code>${value}</code>`]),
    ),
    'Longest silence': idle_timeout_seconds && `${idle_timeout_seconds} s`,
  }} />`;
}

export function CapabilityFacts({ llm: { capabilities } }: { llm: Llm }) {
  const switches = Object.entries(CAPABILITIES).map(([key, label]) => [
    label,
    capabilities[key as keyof typeof CAPABILITIES] ? 'yes' : 'no',
  ]);
  return html`<${Facts} of=${{
    'Context limit': `${capabilities.context_limit.toLocaleString('en')} tokens`,
    ...Object.fromEntries(switches),
  }} />`;
}

/** Says which LLM a request with this name gets, where there are two. */
export function ShadowNote({ llm, all }: { llm: Llm; all: readonly Llm[] }) {
  const own = shadowOf(llm, all);
  const link = ({ id }: Llm, text: string) => html`<a href=${linkTo('llms', id)}>${text}</a>`;
  if (own) {
    return html`<p class="note">Your own LLM has this name too: whoever asks for ${llm.name} gets ${link(own, 'yours')}.
      ${!own.enabled && ' It is disabled, so such requests are refused.'} The id <code>${llm.id}</code> still means this one.</p>`;
  }
  const platform = shadowedBy(llm, all);
  if (!platform) return null;
  return html`<p class="note">Stands in front of ${link(platform, 'the platform’s LLM')} of the same name, in queries and in presets.
    ${!llm.enabled && ' It does so while it is disabled too: requests with this name are refused.'}</p>`;
}
