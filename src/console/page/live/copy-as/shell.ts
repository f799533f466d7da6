/** One word of a POSIX shell, whatever is in the text. */
export const shellQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
