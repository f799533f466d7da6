import type { NamedRecording, RecordedRequest } from '../format/recording-schema.ts';
import { canonicalJson } from './canonical-json.ts';
import { type CountedPart, countedParts, requestOf } from './fingerprint.ts';
import { firstDifference } from './first-difference.ts';
import { firstWords } from './split-body.ts';

const NAMED = 3;
const LONGEST_QUOTE = 80;
const CONTEXT = 20;

/** Why no recording answers a request, in one line: the nearest ones, and what is different in each. */
export function explainMiss(
  request: RecordedRequest,
  recordings: readonly NamedRecording[],
  match: readonly CountedPart[],
  place: string,
): string {
  const { dialect, model, body } = request;
  const asked = [dialect, model, JSON.stringify(firstWords(body, 60))].filter((part) => part && part !== '""');
  const miss = `no recording answers this request (${asked.join(', ')})`;
  if (recordings.length === 0) return `${miss}; there are no recordings ${place}`;
  const parts = countedParts(request, match);
  const nearest = recordings
    .map(({ id, recording }) => ({ id, ...compare(parts, countedParts(requestOf(recording), match)) }))
    .sort((one, other) => one.differing.length - other.differing.length || other.alike - one.alike)
    .slice(0, NAMED)
    .map(({ id, differing }, index) => `${index + 1}. ${id}: ${differing.map(describe).join('; ')}`);
  return `${miss}; the nearest of ${recordings.length}: ${nearest.join(' | ')}`;
}

type Parts = Record<string, unknown>;
interface DifferingPart {
  part: string;
  asked: unknown;
  recorded: unknown;
}

function compare(asked: Parts, recorded: Parts): { differing: DifferingPart[]; alike: number } {
  const pairs = Object.keys(asked).map((part) => ({ part, asked: asked[part], recorded: recorded[part] }));
  const differing = pairs.filter((pair) => canonicalJson(pair.asked) !== canonicalJson(pair.recorded));
  const alike = differing.reduce(
    (sum, pair) => sum + likeness(canonicalJson(pair.asked), canonicalJson(pair.recorded)),
    0,
  );
  return { differing, alike };
}

/** From 0 to 1: how much of the longer text is the same at the beginning and at the end. */
function likeness(one: string, other: string): number {
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  return (start + end) / Math.max(one.length, other.length, 1);
}

function describe({ part, asked, recorded }: DifferingPart): string {
  const difference = firstDifference(asked, recorded) ?? { path: '', asked, recorded };
  const isBody = part === 'messages' || part === 'parameters';
  const [said, kept] = quoteDifference(difference.asked, difference.recorded);
  return `${(isBody && difference.path) || part} is ${said}, recorded ${kept}`;
}

/** Long texts are cut to the neighbourhood of where they part. */
function quoteDifference(asked: unknown, recorded: unknown): [string, string] {
  const [one, other] = [textOf(asked), textOf(recorded)];
  if (one.length <= LONGEST_QUOTE && other.length <= LONGEST_QUOTE) return [one, other];
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  return [cut(one, start), cut(other, start)];
}

const textOf = (value: unknown): string => (value === undefined ? 'absent' : JSON.stringify(value));

function cut(text: string, around: number): string {
  const from = Math.max(0, Math.min(around - CONTEXT, text.length - LONGEST_QUOTE));
  const piece = text.slice(from, from + LONGEST_QUOTE).toWellFormed();
  return `${from > 0 ? '…' : ''}${piece}${from + LONGEST_QUOTE < text.length ? '…' : ''}`;
}
