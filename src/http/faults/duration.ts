import { type Static, Type } from 'typebox';

const ms = (description?: string) => Type.Number({ minimum: 0, maximum: 600_000, ...(description && { description }) });

const distribution = <Name extends string, Own extends Parameters<typeof Type.Object>[0]>(name: Name, own: Own) =>
  Type.Object({ distribution: Type.Literal(name), ...own }, { additionalProperties: false });

const Distribution = [
  distribution('uniform', { min: ms(), max: ms() }),
  distribution('normal', { mean: ms(), stddev: ms() }),
  distribution('exponential', { mean: ms() }),
] as const;

/** Milliseconds: always the same, or drawn anew each time. */
export const Duration = Type.Unsafe<number | Static<(typeof Distribution)[number]>>({
  description: 'Milliseconds, or how they are distributed.',
  anyOf: [
    ms(),
    {
      type: 'object',
      required: ['distribution'],
      discriminator: { propertyName: 'distribution' },
      oneOf: Distribution,
    },
  ],
});
export type Duration = Static<typeof Duration>;

const LONGEST_MS = 600_000;

/** A draw in milliseconds, never negative; `random` gives numbers from 0 up to, not including, 1. */
export function drawDuration(duration: Duration, random: () => number): number {
  return Math.min(LONGEST_MS, Math.max(0, draw(duration, random)));
}

function draw(duration: Duration, random: () => number): number {
  if (typeof duration === 'number') return duration;
  switch (duration.distribution) {
    case 'uniform':
      return duration.min + random() * (duration.max - duration.min);
    case 'normal':
      // Box and Muller.
      return (
        duration.mean + duration.stddev * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
      );
    case 'exponential':
      return -duration.mean * Math.log(1 - random());
  }
}
