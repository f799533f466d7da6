/**
 * Which of many scripts a call has to be held against: most say a whole text or a number somewhere, so that the call's own
 * leads to the few that say the same (measured by bench/server/api-scripts-bench.ts).
 */
import type { AskedCall } from '../../http/stand-ins.ts';
import type { ApiScriptMatch } from './api-script-schema.ts';

/** A place in a call, and what a script wants there. */
interface Wanted {
  place: string;
  read(asked: AskedCall): unknown;
  value: unknown;
}

interface Indexed {
  script: { match?: ApiScriptMatch };
}

/** Finds, in their order, those of the scripts that may fit. None that fits is left out. */
export function indexScripts<One extends Indexed>(scripts: readonly One[]): (asked: AskedCall) => readonly One[] {
  const places = new Map<string, { read: Wanted['read']; byValue: Map<unknown, number[]> }>();
  const always: number[] = [];
  for (const [ordinal, { script }] of scripts.entries()) {
    const wanted = wantedBy(script.match ?? {});
    if (wanted === undefined) {
      always.push(ordinal);
      continue;
    }
    const { place, read, value } = wanted;
    const known = places.get(place) ?? { read, byValue: new Map<unknown, number[]>() };
    places.set(place, known);
    known.byValue.set(value, [...(known.byValue.get(value) ?? []), ordinal]);
  }
  if (places.size === 0) return () => scripts;
  return (asked) => {
    const found = new Set(always);
    for (const { read, byValue } of places.values()) {
      for (const value of [read(asked)].flat()) for (const ordinal of byValue.get(value) ?? []) found.add(ordinal);
    }
    return [...found].sort((one, other) => one - other).map((ordinal) => scripts[ordinal]!);
  };
}

function wantedBy({ path = {}, query = {}, headers = {}, body = {} }: ApiScriptMatch): Wanted | undefined {
  return (
    wantedText('path', path, ({ params }) => params) ??
    wantedText('query', query, (asked) => asked.query) ??
    wantedText('headers', headers, (asked) => asked.headers, true) ??
    wantedMember(body.holds ?? {}, [])
  );
}

function wantedText(
  kind: string,
  rules: object,
  valuesIn: (asked: AskedCall) => object,
  inAnyCase = false,
): Wanted | undefined {
  const [name, value] = Object.entries(rules).find(([, rule]) => typeof rule === 'string') ?? [];
  if (name === undefined) return undefined;
  const key = inAnyCase ? name.toLowerCase() : name;
  return { place: `${kind} ${key}`, read: (asked) => (valuesIn(asked) as Record<string, unknown>)[key], value };
}

/** The first text, number or truth value within. */
function wantedMember(holds: object, above: readonly string[]): Wanted | undefined {
  for (const [name, value] of Object.entries(holds)) {
    const steps = [...above, name];
    if (Array.isArray(value)) continue;
    if (typeof value !== 'object' || value === null) {
      return { place: `body ${JSON.stringify(steps)}`, read: ({ body }) => memberAt(body, steps), value };
    }
    const within = wantedMember(value, steps);
    if (within) return within;
  }
  return undefined;
}

/** A list is no member's value: none is wanted. */
function memberAt(body: unknown, steps: readonly string[]): unknown {
  let value = body;
  for (const step of steps) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return Array.isArray(value) ? undefined : value;
}
