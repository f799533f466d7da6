import type { FinishReason, ModelParameters } from '../language-model.ts';
import { estimateTokens } from './estimate-tokens.ts';

/** The answer as far as `stop` sequences and `max_tokens` let it go, the cut falling on a word border where it can. */
export function cutAnswer(text: string, parameters: ModelParameters): { text: string; reason: FinishReason } {
  const stopped = beforeStopSequence(text, parameters.stop);
  const limit = parameters.max_tokens;
  if (typeof limit !== 'number' || !(limit >= 0) || estimateTokens(stopped) <= limit) {
    return { text: stopped, reason: 'stop' };
  }
  return { text: cutOnWordBorder(stopped, Math.floor(limit) * 4), reason: 'length' };
}

function beforeStopSequence(text: string, stop: unknown): string {
  const sequences = (Array.isArray(stop) ? stop : [stop]).filter((one) => typeof one === 'string' && one !== '');
  const positions = sequences.map((sequence) => text.indexOf(sequence)).filter((position) => position >= 0);
  return positions.length === 0 ? text : text.slice(0, Math.min(...positions));
}

function cutOnWordBorder(text: string, characters: number): string {
  const cut = text.slice(0, characters);
  if (/\s/.test(text.charAt(characters))) return cut;
  const whole = cut.replace(/\S+$/, '').trimEnd();
  return whole === '' ? cut.replace(/[\ud800-\udbff]$/, '') : whole;
}

/** A text in pieces of about a word, together the text. Scripts without spaces go a few characters at a time. */
export function wordChunks(text: string): string[] {
  return text.match(/[\u2e80-\ud7ff\uf900-\ufaff]{1,4}|[^\s\u2e80-\ud7ff\uf900-\ufaff]{1,24}\s*|\s+/gu) ?? [];
}
