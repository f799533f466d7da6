import { useMemo, useState } from 'preact/hooks';
import { linkTo } from '../../../app/router.ts';
import { html } from '../../../parts/html.ts';
import { Section } from '../../../parts/pieces.ts';
import type { Entry } from '../notes/call-notes.ts';
import type { Answer as AnswerGiven } from './answer-of.ts';
import { citedSources, partsOf, type Source, sourcesOf } from './citations.ts';
import { Cost, Score } from './measures.ts';

/** The answer as the client has it in the end, what it cites, how far it is to be trusted and what it cost. */
export function AnswerGivenPart({ entry, answer }: { entry: Entry; answer: AnswerGiven }) {
  const { text, score, warning, usage } = answer;
  return html`<${Section} title="Answer">
    ${text === undefined ? html`<p class="hint">No text came.</p>` : html`<${Text} entry=${entry} text=${text} />`}
    <div class="measures">
      <${Score} score=${score} warning=${warning} />
      <${Cost} usage=${usage} />
    </div>
  <//>`;
}

function Text({ entry, text }: { entry: Entry; text: string }) {
  const [lit, setLit] = useState<number[]>([]);
  const parts = useMemo(() => partsOf(text, sourcesOf(entry).length), [entry, text]);
  const sources = useMemo(() => citedSources(entry, parts), [entry, parts]);
  const lights = (numbers: number[]) => ({
    onMouseEnter: () => setLit(numbers),
    onMouseLeave: () => setLit([]),
    onFocus: () => setLit(numbers),
    onBlur: () => setLit([]),
  });
  return html`
    <p class="life-answer">
      ${parts.map(({ text: said, cites }) =>
        cites.length === 0
          ? said
          : html`<span class="life-citation ${cites.some((one) => lit.includes(one)) ? 'is-lit' : ''}" tabindex="0" role="note" aria-label=${`cites ${cites.join(', ')}`} ...${lights(cites)}>${said}</span>`,
      )}
    </p>
    ${
      sources.length > 0 &&
      html`<h3>Cited</h3>
      <ol class="life-sources">${sources.map((source) => html`<li class=${lit.includes(source.number) ? 'is-lit' : ''} ...${lights([source.number])}><${CitedSource} of=${source} /></li>`)}</ol>`
    }
  `;
}

function CitedSource({ of: { number, corpus, document, text, times } }: { of: Source }) {
  return html`<b>[${number}]</b> <a href=${linkTo('corpora', corpus)}>${corpus}</a> / <a href=${linkTo('corpora', corpus, document)}><b>${document}</b></a>
    ${times > 1 && html` <span class="soft">${times} times</span>`}
    ${text !== undefined && html`<p>${text}</p>`}`;
}
