import type { TemplateProblem } from '../problem-list.ts';
import { VARIABLE_NAMES } from './variables.ts';

/** References to variables named like the emulator's that it does not have: they would print themselves. */
export function unknownVariables(template: string): TemplateProblem[] {
  const found: TemplateProblem[] = [];
  const isSet = (name: string) =>
    new RegExp(`#set\\s*\\(\\s*\\$!?\\{?${name}\\b|#foreach\\s*\\(\\s*\\$${name}\\b`).test(template);
  for (const [index, line] of template.split('\n').entries()) {
    if (/^\s*##/.test(line)) continue;
    for (const match of line.matchAll(/(?<!\\)\$!?\{?(vectara\w*)/gi)) {
      const name = match[1]!;
      if (VARIABLE_NAMES.has(name) || isSet(name)) continue;
      const meant = [...VARIABLE_NAMES].find((known) => known.toLowerCase() === name.toLowerCase());
      const text = `$${name} is not a variable of prompts and prints itself${meant ? `; $${meant} is` : ''}.`;
      found.push({ line: index + 1, column: match.index + 1, text, tone: 'warn' });
    }
  }
  return found;
}
