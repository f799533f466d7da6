/** The text of a seed, YAML or JSON, as a value whose parts can be found in it again. */
import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { offsetOf, TOO_DEEP } from '../../http/json-body.ts';
import type { Step } from './seed-invalid.ts';

/** Counted from 1. */
export interface Position {
  line: number;
  column: number;
}

export interface SeedText {
  /** Undefined when the text is neither YAML nor JSON. */
  value: unknown;
  errors: (Position & { message: string })[];
  /** Where the value of these steps is written, or else the nearest one around it. */
  locate(steps: readonly Step[]): Position;
}

export function readSeedText(text: string): SeedText {
  const lines = new LineCounter();
  let parsed: ReturnType<typeof parseDocument> | undefined;
  const document = () =>
    (parsed ??= parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true, stringKeys: true }));
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };

  function locate(steps: readonly Step[]): Position {
    let node = document().contents as Node | null;
    let offset = node?.range?.[0] ?? 0;
    for (const step of steps) {
      if (isAlias(node)) node = node.resolve(document()) ?? null;
      const found = isMap(node)
        ? node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
        : isSeq(node) && typeof step === 'number'
          ? (node.items[step] as Node | undefined)
          : undefined;
      if (!found) break;
      const place = (isPair(found) ? found.key : found) as Node;
      offset = place.range?.[0] ?? offset;
      node = (isPair(found) ? found.value : found) as Node | null;
    }
    return positionAt(offset);
  }

  const json = parseJson(text);
  if (json !== undefined) {
    return { value: json, errors: [], locate: (steps) => placeOf(text, offsetOf(text, steps)) };
  }
  try {
    const errors = document().errors.map(({ pos, message }) => ({ ...positionAt(pos[0]), message: `${message}.` }));
    return { value: errors.length > 0 ? undefined : document().toJS(), errors, locate };
  } catch (error) {
    if (error instanceof RangeError) {
      return {
        value: undefined,
        errors: [{ line: 1, column: 1, message: TOO_DEEP }],
        locate: () => ({ line: 1, column: 1 }),
      };
    }
    return { value: undefined, errors: [{ line: 1, column: 1, message: `${(error as Error).message}.` }], locate };
  }
}

function placeOf(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/** Large seeds are JSON, which is read a hundred times faster as such. */
function parseJson(text: string): unknown {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
