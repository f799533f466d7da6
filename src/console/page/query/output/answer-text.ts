import { html } from '../../parts/html.ts';
import type { AnswerPiece, CitationMark } from '../run/citation-marks.ts';

export interface AnswerTextProps {
  pieces: readonly AnswerPiece[];
  /** Numbers of the sources that are pointed at. */
  lit: readonly number[];
  /** Called with what is pointed at, or nothing. */
  onPoint(sources: readonly number[]): void;
  onGo(source: number): void;
  isComing: boolean;
}

/** The answer as it stands, its citations as buttons that lead to their sources. */
export function AnswerText({ pieces, lit, onPoint, onGo, isComing }: AnswerTextProps) {
  return html`<p class="answer-text ${isComing ? 'coming' : ''}">${pieces.map((piece, index) =>
    typeof piece === 'string'
      ? piece
      : html`<${Citation} key=${index} mark=${piece} isLit=${piece.sources.some((one) => lit.includes(one))} onPoint=${onPoint} onGo=${onGo} />`,
  )}</p>`;
}

interface CitationProps extends Pick<AnswerTextProps, 'onPoint' | 'onGo'> {
  mark: CitationMark;
  isLit: boolean;
}

function Citation({ mark: { text, url, sources }, isLit, onPoint, onGo }: CitationProps) {
  const isNumber = text === String(sources[0]);
  const point = () => onPoint(sources);
  const leave = () => onPoint([]);
  return html`<button type="button" class="citation ${isLit ? 'lit' : ''}" title=${url ? `Links to ${url}` : undefined}
    aria-label=${isNumber ? `Source ${text}` : `Source ${sources.join(', ')}: ${text}`}
    onMouseEnter=${point} onMouseLeave=${leave} onFocus=${point} onBlur=${leave}
    onClick=${() => onGo(sources[0]!)}>${text}</button>`;
}
