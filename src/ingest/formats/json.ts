import { BrokenFile, TooLarge } from '../ingest-error.ts';
import type { FormatOptions } from '../parse-file.ts';
import type { Cell, ParsedFile } from '../structured-document.ts';
import { type Block, sectionsOf } from './blocks.ts';
import { decodeText, encodingNote } from './decode-text.ts';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
const DEEPEST = 100;
/** Records that share so few keys are no table. */
const MOSTLY_EMPTY = 4;

/**
 * Every value is a line `key: value`; an object or list under a key is a section titled with the key. A list of flat
 * objects is a table with their keys as header. `title` on top is the title of the document.
 */
export async function parseJson(bytes: Uint8Array, { charset, extractTables }: FormatOptions): Promise<ParsedFile> {
  const decoded = decodeText(bytes, charset);
  let json: Json;
  try {
    json = JSON.parse(decoded.text, exactNumber);
  } catch (error) {
    if (error instanceof RangeError) throw new TooLarge(`The JSON is nested deeper than ${DEEPEST} levels.`);
    throw new BrokenFile(`The file is not valid JSON: ${(error as Error).message}`, { cause: error });
  }
  const title = isObject(json) && typeof json.title === 'string' ? json.title.trim() : '';
  return {
    ...(title && { title }),
    metadata: encodingNote(decoded),
    sections: sectionsOf(jsonBlocks(json, 1), extractTables),
  };
}

/** A number that a double would change stays as it is written, as text. */
function exactNumber(_key: string, value: Json, context?: { source?: string }): Json {
  const source = context?.source;
  if (typeof value !== 'number' || source === undefined) return value;
  const digits = source
    .replace(/e.*$/i, '')
    .replace(/\D/g, '')
    .replace(/^0+|0+$/g, '');
  const isExact = /^-?\d+$/.test(source) ? Number.isSafeInteger(value) : digits.length <= 17;
  return Number.isFinite(value) && isExact && (value !== 0 || digits === '') ? value : source;
}

function* jsonBlocks(json: Json, level: number): Generator<Block> {
  if (level > DEEPEST) throw new TooLarge(`The JSON is nested deeper than ${DEEPEST} levels.`);
  if (Array.isArray(json)) {
    const table = recordTable(json);
    if (table) yield { type: 'table', table };
    else for (const item of json) yield* jsonBlocks(item, level + 1);
  } else if (isObject(json)) {
    for (const [key, value] of Object.entries(json)) if (isScalar(value)) yield* line(`${key}: `, value);
    for (const [key, value] of Object.entries(json)) {
      if (isScalar(value)) continue;
      yield { type: 'heading', level, text: key };
      yield* jsonBlocks(value, level + 1);
    }
  } else yield* line('', json);
}

function* line(label: string, value: Json): Generator<Block> {
  if (value !== null && value !== '') yield { type: 'text', text: `${label}${value}` };
}

function recordTable(items: Json[]) {
  if (items.length === 0 || !items.every((item) => isObject(item) && Object.values(item).every(isScalar))) return;
  const records = items as Record<string, Json>[];
  const keys = [...new Set(records.flatMap(Object.keys))];
  const filled = records.reduce((sum, record) => sum + Object.keys(record).length, 0);
  if (filled * MOSTLY_EMPTY < keys.length * records.length || filled === 0) return;
  const header: Cell[] = keys.map((key) => ({ text_value: key }));
  return { data: { headers: [header], rows: records.map((record) => keys.map((key) => cell(record[key]))) } };
}

function cell(value: Json | undefined): Cell {
  if (typeof value === 'string') return value === '' ? {} : { text_value: value };
  if (typeof value === 'number') return Number.isSafeInteger(value) ? { int_value: value } : { float_value: value };
  return typeof value === 'boolean' ? { bool_value: value } : {};
}

const isScalar = (json: Json) => json === null || typeof json !== 'object';
const isObject = (json: Json): json is { [key: string]: Json } =>
  typeof json === 'object' && json !== null && !Array.isArray(json);
