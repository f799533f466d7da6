import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countRule } from '../../../src/emulator/faults/account-faults.ts';
import type { FaultWhen } from '../../../src/emulator/faults/fault-rule-schema.ts';
import { type Duration, drawDuration } from '../../../src/emulator/faults/fault-schema.ts';

const rule = (when?: FaultWhen) => countRule('one', { ...(when && { when }), fault: { type: 'drop' } });
/** Which of so many calls it happens to. */
const firing = (when: FaultWhen | undefined, calls: number) => {
  const counted = rule(when);
  return Array.from({ length: calls }, (_, index) => index + 1).filter(() => counted.fires());
};

describe('when', () => {
  test.each<[FaultWhen | undefined, number[]]>([
    [undefined, [1, 2, 3, 4, 5, 6, 7]],
    [{ times: 2 }, [1, 2]],
    [{ skip: 4 }, [5, 6, 7]],
    [{ every: 3 }, [3, 6]],
    [{ skip: 1, every: 2 }, [3, 5, 7]],
    [{ skip: 1, every: 2, times: 2 }, [3, 5]],
    [{ probability: 0 }, []],
    [{ probability: 1, times: 1 }, [1]],
  ])('%j', (when, expected) => expect(firing(when, 7)).toEqual(expected));

  test('chance is the same for the same seed, and as likely as asked', () => {
    const property = fc.property(
      fc.integer(),
      fc.double({ min: 0.05, max: 0.95, noNaN: true }),
      (seed, probability) => {
        const fired = firing({ probability, seed }, 4000);
        expect(firing({ probability, seed }, 4000)).toEqual(fired);
        // Five standard deviations.
        expect(Math.abs(fired.length / 4000 - probability)).toBeLessThan(5 * Math.sqrt(0.25 / 4000));
      },
    );
    fc.assert(property, { numRuns: 20 });
    expect(firing({ probability: 0.5, seed: 1 }, 50)).not.toEqual(firing({ probability: 0.5, seed: 2 }, 50));
  });

  test('counts what it was asked and what it did', () => {
    const counted = rule({ every: 2 });
    for (let call = 0; call < 5; call += 1) counted.fires();
    expect(counted.status()).toMatchObject({ id: 'one', times_matched: 5, times_fired: 2, fault: { type: 'drop' } });
  });
});

describe('durations', () => {
  const draws = (ms: Duration, seed = 0) => {
    const { random } = rule({ seed });
    return Array.from({ length: 5000 }, () => drawDuration(ms, random));
  };
  const mean = (numbers: number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  const deviation = (numbers: number[]) => Math.sqrt(mean(numbers.map((one) => (one - mean(numbers)) ** 2)));

  test('fixed', () => expect(new Set(draws(40))).toEqual(new Set([40])));

  test('uniform', () => {
    const drawn = draws({ distribution: 'uniform', min: 100, max: 300 });
    expect([Math.min(...drawn) >= 100, Math.max(...drawn) < 300]).toEqual([true, true]);
    expect(Math.abs(mean(drawn) - 200)).toBeLessThan(5);
    expect(Math.abs(deviation(drawn) - 200 / Math.sqrt(12))).toBeLessThan(5);
  });

  test('normal', () => {
    const drawn = draws({ distribution: 'normal', mean: 500, stddev: 50 });
    expect(Math.abs(mean(drawn) - 500)).toBeLessThan(5);
    expect(Math.abs(deviation(drawn) - 50)).toBeLessThan(3);
    expect(Math.min(...draws({ distribution: 'normal', mean: 0, stddev: 50 }))).toBe(0);
  });

  test('exponential', () => {
    const drawn = draws({ distribution: 'exponential', mean: 100 });
    expect(Math.abs(mean(drawn) - 100)).toBeLessThan(8);
    expect(Math.abs(deviation(drawn) - 100)).toBeLessThan(12);
  });

  test('repeat with the seed', () => {
    const ms = { distribution: 'normal', mean: 500, stddev: 50 } as const;
    expect(draws(ms, 7)).toEqual(draws(ms, 7));
    expect(draws(ms, 7)).not.toEqual(draws(ms, 8));
  });
});
