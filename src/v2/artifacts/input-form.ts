/** An input to a session as a form (docs/behaviour/agent-artifacts.md, Uploads). */
import { Type } from 'typebox';
import { invalidField } from '../../errors.ts';
import { decodeName, type ReadPart, readParts, textOf } from '../../http/form.ts';
import { unkept } from '../../http/json-body.ts';
import type { Form, FormFile } from '../../http/operation.ts';
import { CreateInputRequest } from '../agent-events/agent-events-schema.ts';

const MEGABYTE = 1024 * 1024;
/** Bytes of one file, and of all that come with one input. */
const LARGEST_FILE = 50 * MEGABYTE;
const LARGEST_FORM = 100 * MEGABYTE;

const { messages, since, behavior, stream_response } = CreateInputRequest.properties;

const InputForm = Type.Object({
  messages,
  message: Type.Optional(Type.String({ deprecated: true, description: 'One text; messages win.' })),
  files: Type.Optional(Type.Array(Type.String({ format: 'binary' }), { description: 'At most 50 MB each.' })),
  stream_response,
  since,
  behavior,
});

const KNOWN = Object.keys(InputForm.properties);

export const inputForm: Form = {
  schema: InputForm,
  largestPart: LARGEST_FILE,
  async read(parts) {
    const read = await readParts(parts, { known: KNOWN, largestPart: LARGEST_FILE, largest: LARGEST_FORM });
    const field = (name: string) => textOf(read.findLast(({ fieldname }) => fieldname === name));
    const message = field('message');
    const messages = jsonOf(field('messages')) ?? (message ? [{ type: 'text', content: message }] : undefined);
    const others = { since: field('since'), behavior: field('behavior') };
    return {
      body: {
        ...(messages === undefined ? {} : { messages }),
        ...Object.fromEntries(Object.entries(others).filter(([, text]) => text !== undefined)),
        stream_response: booleanOf(field('stream_response')),
      },
      files: read.filter(({ fieldname }) => fieldname === 'files').map(toFile),
    };
  },
};

const toFile = ({ filename, mimetype, bytes }: ReadPart): FormFile => ({
  bytes,
  contentType: mimetype,
  name: decodeName(filename) || 'upload',
});

/** Throws 400. */
function jsonOf(text: string | undefined): unknown {
  if (text === undefined || text.trim() === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalidField('body.messages', `should be valid JSON: ${(error as Error).message}.`);
  }
  const refusal = unkept(text, false, 'body.messages');
  if (refusal) throw refusal;
  // One that stands alone is as good as a list of it.
  const list = Array.isArray(value) ? value : [value];
  return list.length === 0 ? undefined : list;
}

function booleanOf(text = 'false'): boolean {
  const word = text.trim().toLowerCase();
  if (word === 'true' || word === 'false' || word === '') return word === 'true';
  throw invalidField('body.stream_response', 'should be true or false.');
}
