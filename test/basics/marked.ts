import { compileRegex, type Dialect, regexBudget } from '../../src/basics/regular-expressions.ts';

/** The text with every match in angle brackets. */
export function marked(pattern: string, text: string, dialect: Dialect = 'ecmascript'): string {
  const pieces: string[] = [];
  let copied = 0;
  for (const { start, end } of compileRegex(pattern, { dialect }).matches(text, regexBudget())) {
    pieces.push(text.slice(copied, start), '<', text.slice(start, end), '>');
    copied = end;
  }
  return pieces.join('') + text.slice(copied);
}
