import { useState } from 'preact/hooks';
import type { Corpus } from '../../../../v2/corpora/corpora-schema.ts';
import { at, get } from '../../api/call.ts';
import { useLoaded } from '../../api/loaded.ts';
import { linkTo } from '../../app/router.ts';
import { Button } from '../../parts/forms/button.ts';
import { TextField } from '../../parts/forms/field.ts';
import { html } from '../../parts/html.ts';
import { Chip, Section } from '../../parts/pieces.ts';

/** As many are shown at first; the counts of each take a call. */
const SHOWN = 25;
/** So few need no search. */
const FEW = 5;

export function CorporaList({ corpora }: { corpora: readonly Corpus[] }) {
  const [wanted, setWanted] = useState('');
  const [shown, setShown] = useState(SHOWN);
  const found = corpora.filter(({ key, name, description }) =>
    [key, name, description].some((text) => text.toLowerCase().includes(wanted.trim().toLowerCase())),
  );
  return html`<${Section} title="All corpora">
    ${
      corpora.length > FEW &&
      html`<${TextField} label="Find" type="search" value=${wanted} onChange=${setWanted} hint="In keys, names and descriptions." />`
    }
    <div class="table-frame">
      <table>
        <thead><tr>
          <th scope="col">Corpus</th><th scope="col" class="number">Documents</th><th scope="col" class="number">Parts</th>
          <th scope="col" class="number">Characters</th><th scope="col">Filter attributes</th><th scope="col">Encoder</th>
        </tr></thead>
        <tbody>${found.slice(0, shown).map((corpus) => html`<${Row} key=${corpus.id} corpus=${corpus} />`)}</tbody>
      </table>
    </div>
    ${found.length === 0 && html`<p class="hint">None has this in it.</p>`}
    ${
      found.length > shown &&
      html`<div class="actions"><${Button} onClick=${() => setShown(shown + SHOWN)}>Show more<//>
        <span class="hint">${shown} of ${found.length}</span></div>`
    }
  <//>`;
}

function Row({ corpus }: { corpus: Corpus }) {
  const { key, name, description, enabled, chat_history_corpus, filter_attributes, encoder_name } = corpus;
  // The list is without the counts.
  const limits = useLoaded(async () => (await get<Corpus>(at`/v2/corpora/${key}`)).limits, [key]).value;
  const number = (value: number | undefined) => html`<td class="number">${value?.toLocaleString('en') ?? ''}</td>`;
  return html`<tr>
    <td class="about">
      <a href=${linkTo('corpora', key)}><strong>${name || key}</strong></a> <code>${key}</code>
      ${!enabled && html` <${Chip} tone="bad">disabled<//>`}
      ${chat_history_corpus && html` <${Chip} tone="info">chat history<//>`}
      ${description && html`<p class="hint">${description}</p>`}
    </td>
    ${number(limits?.used_docs)}${number(limits?.used_parts)}${number(limits?.used_characters)}
    <td><${AttributeNames} of=${filter_attributes} /></td>
    <td>${encoder_name}</td>
  </tr>`;
}

/** Filter attributes as filters write them: `doc.topic`. */
export function AttributeNames({ of }: { of: Corpus['filter_attributes'] }) {
  return html`<span class="attributes">${of.map(
    ({ name, level, type }) =>
      html`<${Chip} title=${type}><span class="mono">${level === 'document' ? 'doc' : 'part'}.${name}</span><//>`,
  )}</span>`;
}
