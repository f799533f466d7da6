import { areInstructions, endOfPassage } from '../instructions.ts';
import { type FoundPassages, withoutFraming } from './passage.ts';

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
