import fc from 'fast-check';

const FIRST_HALF = 0xd800;
const HALVES = 0x800;
const LAST = 0x10ffff;

/** Any code point that is no half of a pair: fast-check's `binary` without its table of a million characters. */
export const anyCharacter = fc.nat({ max: LAST - HALVES }).map(
  (index) => String.fromCodePoint(index < FIRST_HALF ? index : index + HALVES),
  (character) => {
    const [point = -1, ...more] = [...(character as string)].map((one) => one.codePointAt(0));
    if (more.length > 0 || point < 0) throw new Error(`${JSON.stringify(character)} is not one character`);
    return point < FIRST_HALF ? point : point - HALVES;
  },
);
