import { accepts } from './accepts.ts';
import { minimalInstance } from './minimal-instance.ts';
import { isRecord, recordOf, resolveRef, type Schema } from './schema.ts';

const TEXT_NAMES = ['answer', 'summary', 'text', 'content', 'response', 'message', 'output', 'result'];

/**
 * The minimal instance of a schema; an answer in words goes into the member that plainly asks for one. Undefined if no
 * instance was found.
 */
export function instanceWithText(schema: Schema, text: string): unknown {
  const instance = minimalInstance(schema);
  if (!isRecord(instance)) return instance;
  for (const name of TEXT_NAMES) {
    if (typeof instance[name] !== 'string' || !isFree(schema, name)) continue;
    const filled = { ...instance, [name]: text };
    if (accepts(schema, filled, schema)) return filled;
  }
  return instance;
}

/** Whether the schema leaves open what the text says. */
function isFree(schema: Schema, name: string): boolean {
  const declared = recordOf(recordOf(schema.properties)[name]);
  const property = typeof declared.$ref === 'string' ? recordOf(resolveRef(schema, declared.$ref)) : declared;
  return ['format', 'pattern', 'default', 'examples'].every((keyword) => property[keyword] === undefined);
}
