import { contentWords } from '../words.ts';
import { accepts } from './accepts.ts';
import { minimalInstance } from './minimal-instance.ts';
import { isRecord, listOf, recordOf, resolveRef, type Schema } from './schema.ts';

/** What there is to fill a schema with. */
export interface Filling {
  /** For the member that plainly asks for an answer in words. */
  answer?: string;
  /** What the user asks: for a member that names it, and to choose by. */
  asked: string;
  /** Whether every text that is required and left open is what the user asks. */
  everywhere?: boolean;
}

const ANSWER_NAMES = ['answer', 'summary', 'text', 'content', 'response', 'message', 'output', 'result'];
const ASKED_NAMES = ['query', 'question', 'request', 'user_query', 'search_query'];
const LONGEST_ASKED = 1000;

/** The minimal instance of a schema with what there is to say in it. Undefined if no instance was found. */
export function filledInstance(schema: Schema, { answer, asked, everywhere = false }: Filling): unknown {
  const instance = minimalInstance(schema);
  if (!isRecord(instance)) return instance;
  let filled = instance;
  const set = (name: string, value: string | undefined): boolean => {
    if (value === undefined || value === '' || !Object.hasOwn(recordOf(schema.properties), name)) return false;
    const further = { ...filled, [name]: value };
    if (!accepts(schema, further, schema)) return false;
    filled = further;
    return true;
  };
  for (const [name, declared] of Object.entries(recordOf(schema.properties))) {
    const property = followed(declared, schema);
    if (Array.isArray(property.enum)) set(name, closest(property.enum, asked));
    else if (isFree(property) && (ASKED_NAMES.includes(name) || (everywhere && typeof instance[name] === 'string')))
      set(name, asked.slice(0, LONGEST_ASKED));
  }
  for (const name of ANSWER_NAMES) {
    if (isFree(followed(recordOf(schema.properties)[name], schema)) && set(name, answer)) break;
  }
  return filled;
}

const followed = (declared: unknown, root: Schema): Schema => {
  const property = recordOf(declared);
  return typeof property.$ref === 'string' ? recordOf(resolveRef(root, property.$ref)) : property;
};

/** Whether a schema takes a text and leaves open what it says. */
const isFree = (property: Schema): boolean =>
  listOf([property.type].flat()).includes('string') &&
  ['enum', 'const', 'format', 'pattern', 'default', 'examples'].every((keyword) => property[keyword] === undefined);

/** The value that has most words in common with a text, the first of equals; undefined if none has any. */
function closest(values: readonly unknown[], text: string): string | undefined {
  const words = contentWords(text);
  let best: string | undefined;
  let most = 0;
  for (const value of values) {
    if (typeof value !== 'string') continue;
    const shared = [...contentWords(value.replace(/[_-]+/g, ' '))].filter((word) => words.has(word)).length;
    if (shared > most) [best, most] = [value, shared];
  }
  return best;
}
