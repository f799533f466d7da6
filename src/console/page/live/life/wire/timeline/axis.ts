/** Where times stand on an axis. */
export interface Axis {
  from: number;
  to: number;
  /** In percent of the whole, between 0 and 100. */
  place(time: number): number;
  marks: number[];
}

const MARKS = 6;

export function createAxis(from: number, to: number): Axis {
  const span = Math.max(to - from, 0.001);
  const step = niceStep(span / MARKS);
  const marks: number[] = [];
  for (let mark = Math.ceil(from / step) * step; mark <= to; mark += step) marks.push(mark);
  return { from, to, marks, place: (time) => Math.min(100, Math.max(0, ((time - from) / span) * 100)) };
}

/** 1, 2 or 5 times a power of ten. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const [factor = 10] = [1, 2, 5].filter((one) => one * power >= rough);
  return factor * power;
}
