import { pathToFileURL } from 'node:url';

const ENTRIES_A_SLICE = 1500;

/** eld's data for languages: an object literal of 50,000 members. */
export const LANGUAGE_DATA = /\/eld\/src\/ngrams\/\w+\.js$/;

/**
 * The module `path` of eld, exporting an equal `ngramsData` that is read as JSON, in slices of a few milliseconds between
 * which the process answers others. As the literal that it is, it stops the process for a quarter of a second.
 */
export async function loadInSlices(path: string): Promise<string> {
  const { ngramsData } = await import(pathToFileURL(path).href);
  const { ngrams, ...rest } = ngramsData as { ngrams: Record<string, Record<string, number>> };
  const entries = Object.entries(ngrams);
  const slices = Array.from({ length: Math.ceil(entries.length / ENTRIES_A_SLICE) }, (_, i) =>
    Object.fromEntries(entries.slice(i * ENTRIES_A_SLICE, (i + 1) * ENTRIES_A_SLICE)),
  );
  return [
    'const ngrams = {};',
    ...slices.map(
      (slice) =>
        `Object.assign(ngrams, JSON.parse(${JSON.stringify(JSON.stringify(slice))}));\nawait new Promise(setImmediate);`,
    ),
    `export const ngramsData = { ...${JSON.stringify(rest)}, ngrams };\n`,
  ].join('\n');
}
