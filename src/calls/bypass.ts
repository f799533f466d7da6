import type { IncomingHttpHeaders } from 'node:http';
import { invalidField } from '../errors.ts';

/** What a request can ask to be left out of, for tools that look at an account while somebody works with it. */
export const BYPASSABLE = ['journal', 'faults'] as const;
export type Bypassable = (typeof BYPASSABLE)[number];

const HEADER = 'x-emulator-bypass';

const namesIn = (headers: IncomingHttpHeaders): string[] | undefined =>
  headers[HEADER]
    ?.toString()
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());

const isKnown = (name: string): name is Bypassable => BYPASSABLE.some((one) => one === name);

/** Reads `x-emulator-bypass: journal, faults`; undefined without it. */
export function readBypass(headers: IncomingHttpHeaders): ReadonlySet<Bypassable> | undefined {
  const names = namesIn(headers);
  return names && new Set(names.filter(isKnown));
}

/** Throws 400 for a header that names something else. */
export function checkBypass(headers: IncomingHttpHeaders): void {
  if (namesIn(headers)?.every(isKnown) === false) {
    throw invalidField(`header.${HEADER}`, `should name ${BYPASSABLE.join(' or ')}, or both.`);
  }
}
