/**
 * What is wrong with a user function, and where. `line` and `column` start at 1, columns count UTF-16 units;
 * `suggestions` are names the author may have meant, nearest first. The message repeats all of it.
 */
export class UserFunctionError extends Error {
  readonly line: number;
  readonly column: number;
  readonly suggestions: readonly string[];

  /** `at` is an offset into `text`, `problem` a sentence without place or suggestions. */
  constructor(text: string, at: number, problem: string, suggestions: readonly string[] = []) {
    const before = text.slice(0, at).split('\n');
    const line = before.length;
    const column = before[line - 1]!.length + 1;
    const hint = suggestions.length > 0 ? ` Did you mean ${suggestions.join(' or ')}?` : '';
    super(`Line ${line}, column ${column}: ${problem}${hint}`);
    this.name = 'UserFunctionError';
    this.line = line;
    this.column = column;
    this.suggestions = suggestions;
  }
}
