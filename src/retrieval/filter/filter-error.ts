/** Where something stands in a filter: lines count from 1, columns from 0, in characters (docs/behaviour/filters.md, Names and errors). */
export interface Position {
  line: number;
  column: number;
}

/** A filter that cannot be used. `message` is what Vectara answers, in full. */
export class FilterError extends Error {
  override name = 'FilterError';
  readonly line: number;
  readonly column: number;

  constructor(at: Position, problem: string) {
    super(`INVALID_ARGUMENT: The filter expression contains an error. ${problem}`);
    this.line = at.line;
    this.column = at.column;
  }
}

export function syntaxError(at: Position, problem: string): FilterError {
  return new FilterError(at, `Syntax error at ${at.line}:${at.column} ${problem}`);
}

export function typeMismatch(at: Position, problem: string): FilterError {
  return new FilterError(at, `Type mismatch at ${at.line}:${at.column} ${problem}`);
}
