import type { Fault } from '../schema/fault-rule-schema.ts';
import { parseFaults } from './parse-faults.ts';

const MAGIC = /\[\[fault:(.*?)\]\](?!\])/gs;

/** The members in which clients send what people write. */
const ASKED = ['query', 'messages'];

/** Faults asked for by texts such as `[[fault:status=503]]` in the query or the messages of a request. Throws a 400. */
export function magicFaults(from: unknown, place: string): Fault[] {
  if (typeof from !== 'object' || from === null) return [];
  return ASKED.flatMap((name) =>
    textsIn((from as Record<string, unknown>)[name]).flatMap((text) =>
      [...text.matchAll(MAGIC)].flatMap(([, asked = '']) => parseFaults(asked, `${place}.${name}`)),
    ),
  );
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
