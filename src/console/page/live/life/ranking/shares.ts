import { score as round } from '../../../parts/format.ts';
import { html } from '../../../parts/html.ts';
import type { Candidate } from '../notes/call-notes.ts';
import type { RankedPart } from './ranking.ts';

/** What neither meaning nor words account for. */
const restOf = ({ score, semantic_share, lexical_share }: Candidate) => score - semantic_share - lexical_share;

export const hasRest = (candidate: Candidate): boolean => Math.abs(restOf(candidate)) > 1e-6;

/** A score as what it is made of: meaning, words, and what custom dimensions add. */
export function Shares({ of, best }: { of: NonNullable<RankedPart['found']>; best: number }) {
  const { rank, score, semantic, lexical, semantic_share, lexical_share } = of;
  const rest = hasRest(of) ? restOf(of) : undefined;
  const width = (share: number) => ({ width: `${Math.min(100, Math.max(0, (share / best) * 100))}%` });
  const told = `${round(semantic_share)} by meaning (cosine ${round(semantic)}), ${round(lexical_share)} by words (BM25 ${round(lexical)})`;
  return html`<div class="shares" title=${rest !== undefined ? `${told}, ${round(rest)} by custom dimensions` : told}>
    <span><span class="soft">${rank}.</span> <b>${round(score)}</b></span>
    <div class="bar" aria-hidden="true">
      <i class="by-meaning" style=${width(semantic_share)}></i><i class="by-words" style=${width(lexical_share)}></i>
      ${rest !== undefined && html`<i class="by-rest" style=${width(rest)}></i>`}
    </div>
    <span class="soft"><span class="sr-only">by meaning </span>${round(semantic_share)} + <span class="sr-only">by words </span>${round(lexical_share)}${rest !== undefined && html` + <span class="sr-only">by custom dimensions </span>${round(rest)}`}</span>
  </div>`;
}
