/** The parts of a multipart upload as the fields of a body (docs/behaviour/uploads.md, Form fields). */
import { invalidField, invalidFields } from '../../../errors.ts';
import { decodeName, type ReadPart, readParts, textOf } from '../../../http/form.ts';
import { unkept } from '../../../http/json-body.ts';
import type { FormFile, FormPart } from '../../../http/operation.ts';

/** Bytes of a part. */
export const LARGEST_PART = 10 * 1024 * 1024;

export interface UploadForm {
  /** `filename` is the field of that name, else the name that came with the file. */
  body: Record<string, unknown>;
  files: FormFile[];
}

const JSON_FIELDS = ['metadata', 'chunking_strategy', 'table_extraction_config'];
const FIELDS = ['file', 'filename', ...JSON_FIELDS];

/**
 * Reads a form whose parts come in any order, the last of a name winning but for the file, of which there is one, unknown ones ignored. JSON is parsed whatever
 * content type it has. Throws 400 for a form that is cut off or a field that is no JSON, 413 for a part over the limit.
 */
export async function readForm(parts: AsyncIterable<FormPart>): Promise<UploadForm> {
  const all = await readParts(parts, { known: FIELDS, largestPart: LARGEST_PART });
  if (all.filter(({ fieldname }) => fieldname === 'file').length > 1) {
    throw invalidField('body.file', 'is there more than once; a request uploads one file.');
  }
  const read = new Map(all.map((part) => [part.fieldname, part]));
  const file = read.get('file');
  const name = textOf(read.get('filename')) || decodeName(file?.filename);
  return {
    body: {
      ...jsonFields(read),
      ...(file && { file: file.mimetype }),
      ...(name && { filename: name }),
    },
    files: file ? [{ bytes: file.bytes, contentType: file.mimetype }] : [],
  };
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
