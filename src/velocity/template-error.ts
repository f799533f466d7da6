/** A place in a template: both counted from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * The only error a template can cause, while it is parsed or rendered: bad syntax, a refused feature, or a spent budget.
 * `reason` says what was found and what was expected; `message` adds the place.
 */
export class TemplateError extends Error {
  readonly reason: string;
  readonly line: number;
  readonly column: number;

  constructor(reason: string, at: Position) {
    super(`${reason} (line ${at.line}, column ${at.column})`);
    this.name = 'TemplateError';
    this.reason = reason;
    this.line = at.line;
    this.column = at.column;
  }
}
