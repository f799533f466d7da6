/** What a bench measures: a value, what it is compared with, and the bound it has to keep. */
export interface Figure {
  name: string;
  unit: 'ms' | 'µs' | 'MB' | 'req/s' | 'parts/s' | 'streams' | 'findings';
  measured: number;
  /** Of the same run; absent where the value itself has the bound. */
  baseline?: number;
  /** How `measured` is judged: by its ratio to the baseline, its difference from it, or as it is. */
  judgedBy: 'ratio' | 'difference' | 'value';
  /** Overrides what follows from `measured` and `baseline`: the median over paired rounds, say. */
  compared?: number;
  bound: 'at most' | 'at least';
  target: number;
}

const COLUMNS = [56, 16, 16, 12, 14, 4];
const row = (cells: string[]) =>
  cells.map((cell, i) => (i === 0 ? cell.padEnd(COLUMNS[i]!) : cell.padStart(COLUMNS[i]!))).join(' ');

export const HEADING = row(['', 'measured', 'baseline', 'compared', 'target', 'met']);

export function comparisonOf({ measured, baseline = 0, judgedBy, compared }: Figure): number {
  if (compared !== undefined) return compared;
  if (judgedBy === 'ratio') return measured / baseline;
  return judgedBy === 'difference' ? measured - baseline : measured;
}

export const isMet = (figure: Figure): boolean =>
  figure.bound === 'at most' ? comparisonOf(figure) <= figure.target : comparisonOf(figure) >= figure.target;

export function figureRow(figure: Figure): string {
  const { name, unit, measured, baseline, judgedBy, bound, target } = figure;
  const inUnit = (value: number) => `${format(value)} ${unit}`;
  const compared = (value: number) => (judgedBy === 'ratio' ? `${value.toFixed(2)} ×` : inUnit(value));
  return row([
    name,
    inUnit(measured),
    baseline === undefined ? '–' : inUnit(baseline),
    judgedBy === 'value' ? '–' : compared(comparisonOf(figure)),
    `${bound === 'at most' ? '≤' : '≥'} ${compared(target)}`,
    isMet(figure) ? 'yes' : 'NO',
  ]);
}

/** Hands a figure to the runner, or prints it where a bench was started by itself. */
export function report(figure: Figure): void {
  if (process.send) process.send(figure);
  else console.log(figureRow(figure));
}

const format = (value: number) =>
  Number.isInteger(value) || Math.abs(value) >= 1000 ? value.toFixed(0) : value.toFixed(2);
