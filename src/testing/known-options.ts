import { didYouMean } from '../basics/suggest.ts';

/** Throws TypeError for an option that a function does not know: what is misspelt would do nothing. */
export function requireKnownOptions(of: string, given: object, known: Record<string, true>): void {
  const names = Object.keys(known);
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(known, name)) continue;
    throw new TypeError(
      `${of} does not know the option ${name}.${didYouMean(name, names)} Known: ${names.join(', ')}.`,
    );
  }
}
