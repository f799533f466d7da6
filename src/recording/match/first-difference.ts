import { canonicalJson } from './canonical-json.ts';

export interface Difference {
  /** `messages[1].content`; empty when the values differ as wholes. */
  path: string;
  asked: unknown;
  recorded: unknown;
}

/** Where two JSON values first differ, members in the order in which they were asked; undefined when they are equal. */
export function firstDifference(asked: unknown, recorded: unknown, path = ''): Difference | undefined {
  if (canonicalJson(asked) === canonicalJson(recorded)) return undefined;
  if (!isObject(asked) || !isObject(recorded) || Array.isArray(asked) !== Array.isArray(recorded)) {
    return { path, asked, recorded };
  }
  const steps = new Set([...Object.keys(asked), ...Object.keys(recorded)]);
  for (const step of steps) {
    const inner = Array.isArray(asked) ? `${path}[${step}]` : path ? `${path}.${step}` : step;
    const difference = firstDifference(asked[step], recorded[step], inner);
    if (difference) return difference;
  }
  return { path, asked, recorded };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
