import { type FunctionDefinition, ofNumber, ofTwoNumbers } from './function-definition.ts';

const logarithm = ofTwoNumbers('log(base, x)', (base, x) => {
  if (base === 10) return Math.log10(x);
  return base === 2 ? Math.log2(x) : Math.log(x) / Math.log(base);
});

const naturalLogarithm = ofNumber('ln(x)', Math.log);

/** reference corpora §9.5, groups math and trigonometry. Angles are radians, degrees where the name ends in d. */
export const MATH_FUNCTIONS: Readonly<Record<string, FunctionDefinition>> = {
  abs: ofNumber('abs(x)', Math.abs),
  power: ofTwoNumbers('power(a, b)', Math.pow),
  min: ofTwoNumbers('min(a, b)', Math.min),
  max: ofTwoNumbers('max(a, b)', Math.max),
  sqrt: ofNumber('sqrt(x)', Math.sqrt),
  trunc: ofNumber('trunc(x)', Math.trunc),
  sign: ofNumber('sign(x)', Math.sign),
  radians: ofNumber('radians(degrees)', toRadians),
  degrees: ofNumber('degrees(radians)', (x) => (x / Math.PI) * 180),
  /** With one argument the natural logarithm, as samples use it. */
  log: {
    ...logarithm,
    required: 1,
    apply: (first, second) => (second === undefined ? naturalLogarithm : logarithm).apply(first, second),
  },
  ln: naturalLogarithm,
  log10: ofNumber('log10(x)', Math.log10),
  sin: ofNumber('sin(x)', Math.sin),
  cos: ofNumber('cos(x)', Math.cos),
  tan: ofNumber('tan(x)', Math.tan),
  sind: ofNumber('sind(x)', (x) => Math.sin(toRadians(x))),
  cosd: ofNumber('cosd(x)', (x) => Math.cos(toRadians(x))),
  tand: ofNumber('tand(x)', (x) => Math.tan(toRadians(x))),
};

function toRadians(degrees: number): number {
  return (degrees / 180) * Math.PI;
}
