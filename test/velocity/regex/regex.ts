import { defaultLimits, type Limits, Meter } from '../../../src/velocity/meter.ts';
import { compileRegex } from '../../../src/velocity/regex/compile-regex.ts';
import { matchesAll, replaceMatches, splitAtMatches } from '../../../src/velocity/regex/regex-operations.ts';

const meterOf = (limits: Partial<Limits>) => new Meter({ ...defaultLimits, ...limits });

export function matches(pattern: string, text: string, limits: Partial<Limits> = {}): boolean {
  const meter = meterOf(limits);
  return matchesAll(compileRegex(pattern, meter), text, meter);
}

export function replace(pattern: string, text: string, replacement: string, limits: Partial<Limits> = {}): string {
  const meter = meterOf(limits);
  return replaceMatches(compileRegex(pattern, meter), text, replacement, meter);
}

export function split(pattern: string, text: string, limit = 0): string[] {
  const meter = meterOf({});
  return splitAtMatches(compileRegex(pattern, meter), text, limit, meter);
}
