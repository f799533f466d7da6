/** Multipart forms (docs/behaviour/uploads.md, Form fields): their parts in any order, unknown ones ignored. */
import { bodyTooLarge, malformedBody } from '../errors.ts';
import type { FormPart } from './operation.ts';

export type ReadPart = Pick<FormPart, 'fieldname' | 'filename' | 'mimetype'> & { bytes: Uint8Array };

/** `known`: which parts are read, and how often one may be there; `largest`: bytes of a part and of all together. */
export interface FormRules {
  known: readonly string[];
  largestPart: number;
  largest?: number;
}

/**
 * In order of arrival. Throws 400 for a form that is cut off and 413 for one that is too large, but only when all of it
 * was sent, so that the client reads the answer.
 */
export async function readParts(
  parts: AsyncIterable<FormPart>,
  { known, largestPart, largest = Infinity }: FormRules,
): Promise<ReadPart[]> {
  const read: ReadPart[] = [];
  let tooLarge: string | undefined;
  let bytes = 0;
  try {
    for await (const { fieldname, filename, mimetype, file } of parts) {
      if (!known.includes(fieldname) || bytes > largest) {
        file.resume();
        continue;
      }
      const chunks: Uint8Array[] = [];
      for await (const chunk of file) {
        bytes += chunk.length;
        if (bytes <= largest) chunks.push(chunk);
      }
      if (file.truncated) tooLarge ??= `The part '${fieldname}' is larger than ${largestPart} bytes.`;
      else read.push({ fieldname, filename, mimetype, bytes: Buffer.concat(chunks) });
    }
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode !== undefined) throw error;
    throw malformedBody(`The request body is not well-formed multipart/form-data: ${(error as Error).message}.`);
  }
  if (bytes > largest) tooLarge ??= `The parts of the request are larger than ${largest} bytes together.`;
  if (tooLarge !== undefined) throw bodyTooLarge(tooLarge);
  return read;
}

export const textOf = (part: ReadPart | undefined) => part && new TextDecoder().decode(part.bytes);

/** Clients percent-encode names beyond ASCII; a name that is no such encoding stands for itself. */
export function decodeName(name: string | undefined): string | undefined {
  try {
    return name && decodeURIComponent(name);
  } catch {
    return name;
  }
}
