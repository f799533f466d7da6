/** Characters; what is quoted is to be recognised, not read. */
const LONGEST_QUOTE = 80;

/** A value as it is quoted in an explanation: on one line, shortened, texts in quotation marks. */
export function shown(value: unknown, isQuoted = true): string {
  if (value === undefined) return 'none';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const line = text.replace(/\s+/g, ' ');
  const short = line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE - 1).toWellFormed()}…` : line;
  return isQuoted && typeof value === 'string' ? `"${short}"` : short;
}
