import { areInstructions, endOfPassage } from './instructions.ts';

/** A piece of prompt that an answer can be drawn from. */
export interface Passage {
  text: string;
  /** The number the prompt gives it, and so the number to cite. */
  number?: number;
  /** Who said it, if it is an earlier statement of a conversation. */
  speaker?: 'user' | 'assistant';
}

/** Passages found in a message, and what the message says besides. */
export interface FoundPassages {
  passages: Passage[];
  rest: string;
}

export type PassageFinder = (text: string) => FoundPassages | undefined;

/** Without the quotes, rules and marks that templates put around a text. */
export function withoutFraming(text: string): string {
  return text.replace(/^[\s"“'`=*_#:>|.)\]-]+(?=\D)|[\s"”'`=*_#|<[(-]+$/g, '').trim();
}

interface Marker {
  number: number;
  /** Where the marker starts and where the text after it does. */
  start: number;
  end: number;
}

const NAME =
  '(?:(?:search|retrieved|text)\\s+)?(?:result|passage|document|doc|source|context|snippet|chunk|excerpt|reference|fact|text|item|article)s?';
const NUMBER = `(?:number|no\\.?|nr\\.?|id)?\\s*[#:=]?\\s*[[("]?(\\d{1,3})(?!\\d)[\\])"]?`;

/** `[1] text`, `Result 1: text`, `### Search result [1]`, `[Document 1] text`, at the start of a line. */
const LABELLED = new RegExp(
  `^[ \\t]*[-=#>*_"'(]*[ \\t]*(?:\\[(\\d{1,3})\\]|\\[?${NAME}\\s*${NUMBER}(?=[^\\p{L}\\d\\s]|\\s*[-(:\\n]|\\s*$))[\\]*_:.)= \\t-]*`,
  'gimu',
);
/** `1. text`, `1) text`, `(1) text`, `#1 text`, `Ergebnis 1: text`, at the start of a line. */
const LISTED =
  /^[ \t]*(?:[*_"'(#-]*(?:\p{L}{2,20}[ \t]+){1,2}[[(#]?(\d{1,3})[\])]?[ \t]*[:.)-]|\p{L}{0,6}[ \t]?[第]?[ \t]?(\d{1,3})[ \t]*[:：、]|[*_]*[(#]?(\d{1,3})[.):])[*_]*(?=\s|[^\x00-\u2e7f])/gimu;
/** The same anywhere in a line. */
const INLINE = new RegExp(`\\[(\\d{1,3})\\][:.]?|\\b${NAME}\\s*${NUMBER}\\s*[:-]`, 'giu');

export const findLabelledPassages = (text: string): FoundPassages | undefined => bestRun(text, LABELLED);
export const findListedPassages = (text: string): FoundPassages | undefined => bestRun(text, LISTED);
export const findInlinePassages = (text: string): FoundPassages | undefined => bestRun(text, INLINE);

/** A text's own number, if it begins with one, and the text without it. */
export function leadingNumber(text: string): Passage | undefined {
  for (const pattern of [LABELLED, LISTED]) {
    const [marker] = markersOf(text, pattern);
    if (marker !== undefined && text.slice(0, marker.start).trim() === '') {
      return { number: marker.number, text: text.slice(marker.end) };
    }
  }
  return undefined;
}

/** The numbers 1, 2, 3 … may occur more than once, for instructions too: the run with most to quote is taken. */
function bestRun(text: string, pattern: RegExp): FoundPassages | undefined {
  let best: FoundPassages | undefined;
  let most = 9;
  for (const run of runsOf(markersOf(text, pattern), text.length)) {
    const found = passagesOf(text, run.markers, run.end);
    const texts = found.passages.map((passage) => passage.text);
    const length = texts.reduce((sum, one) => sum + one.length, 0);
    if (length > most && (pattern === LABELLED || !areInstructions(texts))) [best, most] = [found, length];
  }
  return best;
}

function markersOf(text: string, pattern: RegExp): Marker[] {
  return [...text.matchAll(pattern)].map((match) => ({
    number: Number(match.slice(1).find((group) => group !== undefined)),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

function runsOf(markers: Marker[], length: number): { markers: Marker[]; end: number }[] {
  const runs: { markers: Marker[]; end: number }[] = [];
  let current: Marker[] = [];
  for (const marker of markers) {
    const expected = current.length === 0 ? undefined : current.at(-1)!.number + 1;
    if (marker.number === expected) current.push(marker);
    else if (marker.number === 1 || (marker.number === 0 && expected === undefined)) {
      if (current.length > 0) runs.push({ markers: current, end: marker.start });
      current = [marker];
    }
  }
  if (current.length > 0) runs.push({ markers: current, end: length });
  return runs;
}

function passagesOf(text: string, markers: Marker[], end: number): FoundPassages {
  const raw = markers.map((marker, index) => text.slice(marker.end, markers[index + 1]?.start ?? end));
  const last = raw.pop()!;
  const areParagraphs = raw.length > 0 && raw.every((one) => !/\n[ \t]*\n/.test(one.trim()));
  const lastLength = endOfPassage(last, areParagraphs);
  raw.push(last.slice(0, lastLength));
  return {
    passages: raw
      .map((one, index) => ({ number: markers[index]!.number, text: withoutFraming(one) }))
      .filter((passage) => passage.text !== ''),
    rest: `${text.slice(0, markers[0]!.start)}\n${text.slice(markers.at(-1)!.end + lastLength)}`,
  };
}

const HEADING =
  /^[^\p{L}\n]*(?:(?:the|here (?:are|is) the|following)\s+)*(?:(?:search|retrieved|relevant|background|text)\s+)*(?:results?|contexts?|passages?|documents?|sources?|information|knowledge|facts|excerpts?|snippets?)\b[^\n:]{0,30}:\**/imu;
const FENCED = /(```|""")\w*\n?([\s\S]*?)\1/;
const BULLET = /^[ \t]*[-*•+‣–][ \t]+(?=\S)/m;

/** Text under a heading such as `Context:` or `Search results:`; bullets and paragraphs apart, without numbers. */
export function findPassagesUnderHeading(text: string): FoundPassages | undefined {
  const heading = HEADING.exec(text);
  if (heading === null) return undefined;
  const after = text.slice(heading.index + heading[0].length);
  const length = endOfPassage(after, false);
  return found(after.slice(0, length), `${text.slice(0, heading.index)}\n${after.slice(length)}`);
}

/** Text between fences of three backquotes or quotes. */
export function findFencedPassages(text: string): FoundPassages | undefined {
  const fence = FENCED.exec(text);
  return fence === null
    ? undefined
    : found(
        fence[2]!,
        text.replace(fence[0], () => '\n'),
      );
}

/** A bulleted list that is not a list of instructions. */
export function findBulletedPassages(text: string): FoundPassages | undefined {
  const start = text.search(BULLET);
  if (start < 0) return undefined;
  const list = text.slice(start);
  const length = endOfPassage(list, /^[ \t]*[-*•+‣–][ \t].*\n[ \t]*[-*•+‣–][ \t]/.test(list));
  const bullets = found(list.slice(0, length), `${text.slice(0, start)}\n${list.slice(length)}`);
  return bullets === undefined || areInstructions(bullets.passages.map((one) => one.text)) ? undefined : bullets;
}

function found(text: string, rest: string): FoundPassages | undefined {
  const pieces = BULLET.test(text) ? text.split(new RegExp(BULLET, 'gm')) : text.split(/\n[ \t]*\n/);
  const passages = pieces.map((piece) => ({ text: withoutFraming(piece) })).filter((passage) => passage.text !== '');
  return passages.length === 0 ? undefined : { passages, rest };
}
