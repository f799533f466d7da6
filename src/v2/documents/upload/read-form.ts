/** The parts of a multipart upload as the fields of a body (docs/behaviour/uploads.md, Form fields). */
import { bodyTooLarge, invalidField, invalidFields, malformedBody } from '../../../errors.ts';
import { unkept } from '../../../http/json-body.ts';
import type { FormFile, FormPart } from '../../../http/operation.ts';
import { LARGEST_PART } from '../../../http/register-operations.ts';

export interface UploadForm {
  /** `filename` is the field of that name, else the name that came with the file. */
  body: Record<string, unknown>;
  file: FormFile | undefined;
}

const JSON_FIELDS = ['metadata', 'chunking_strategy', 'table_extraction_config'];
const FIELDS = ['file', 'filename', ...JSON_FIELDS];

type ReadPart = Pick<FormPart, 'filename' | 'mimetype'> & { bytes: Uint8Array };

/**
 * Reads a form whose parts come in any order, the last of a name winning but for the file, of which there is one, unknown ones ignored. JSON is parsed whatever
 * content type it has. Throws 400 for a form that is cut off or a field that is no JSON, 413 for a part over the limit.
 */
export async function readForm(parts: AsyncIterable<FormPart>): Promise<UploadForm> {
  const read = await readParts(parts);
  const file = read.get('file');
  const name = textOf(read.get('filename')) || decodeName(file?.filename);
  return {
    body: {
      ...jsonFields(read),
      ...(file && { file: file.mimetype }),
      ...(name && { filename: name }),
    },
    file: file && { bytes: file.bytes, contentType: file.mimetype },
  };
}

async function readParts(parts: AsyncIterable<FormPart>): Promise<Map<string, ReadPart>> {
  const read = new Map<string, ReadPart>();
  const tooLarge = new Set<string>();
  let files = 0;
  try {
    for await (const { fieldname, filename, mimetype, file } of parts) {
      if (!FIELDS.includes(fieldname)) {
        file.resume();
        continue;
      }
      if (fieldname === 'file') files += 1;
      const chunks: Uint8Array[] = [];
      for await (const chunk of file) chunks.push(chunk);
      if (file.truncated) tooLarge.add(fieldname);
      else read.set(fieldname, { filename, mimetype, bytes: Buffer.concat(chunks) });
    }
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode !== undefined) throw error;
    throw malformedBody(`The request body is not well-formed multipart/form-data: ${(error as Error).message}.`);
  }
  // Only now, so that the client has sent everything and reads the answer.
  if (files > 1) throw invalidField('body.file', 'is there more than once; a request uploads one file.');
  for (const field of tooLarge) throw bodyTooLarge(`The part '${field}' is larger than ${LARGEST_PART} bytes.`);
  return read;
}

function jsonFields(read: Map<string, ReadPart>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  const broken: Record<string, string> = {};
  for (const field of JSON_FIELDS) {
    const text = textOf(read.get(field));
    if (text === undefined) continue;
    try {
      values[field] = JSON.parse(text);
    } catch (error) {
      broken[`body.${field}`] = `should be valid JSON: ${(error as Error).message}.`;
      continue;
    }
    const refusal = unkept(text, true, `body.${field}`);
    if (refusal) throw refusal;
  }
  if (Object.keys(broken).length > 0) throw invalidFields(broken);
  return values;
}

const textOf = (part: ReadPart | undefined) => part && new TextDecoder().decode(part.bytes);

/** Clients percent-encode names beyond ASCII; a name that is no such encoding stands for itself. */
function decodeName(name: string | undefined): string | undefined {
  try {
    return name && decodeURIComponent(name);
  } catch {
    return name;
  }
}
