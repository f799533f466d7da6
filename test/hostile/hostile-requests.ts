/**
 * Requests that are wrong in every way that the documents of the API let one think of: values of another type, out of any
 * bound, deep, long, half a character, beside values that are right. The same for the same seed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../../src/basics/seeded-random.ts';
import { PACKAGE_ROOT } from '../../src/package-root.ts';

// biome-ignore lint/suspicious/noExplicitAny: JSON Schema as it stands in a document
type Schema = any;

export interface Operation {
  method: string;
  path: string;
  operation: {
    operationId: string;
    parameters?: { name: string; in: string; schema: Schema }[];
    requestBody?: { content: Record<string, { schema: Schema }> };
    responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
  };
}

export interface HostileRequest {
  of: Operation;
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | undefined;
}

/** Of them nobody else could be served for long: they wait, they stream without an end, or they take the account away. */
const LEFT_OUT =
  /waitForCall|followJournal|journal\/live|deleteAccount|uploadSnapshot|setClock|setJournalSettings|addFault|replaceFaults|putFault|setJobMode/i;

export function operationsOf(document: string): Operation[] {
  const { paths } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'openapi', document), 'utf8'));
  // A seed's faults would answer everybody from then on, as addFaults would.
  const seeds = Object.values<Schema>(paths['/_emulator/seed']?.post.requestBody.content ?? {});
  for (const { schema } of seeds) delete schema.properties.faults;
  return Object.entries<Schema>(paths)
    .flatMap(([path, methods]) =>
      Object.entries<Schema>(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
    )
    .filter(({ path, operation }) => !LEFT_OUT.test(`${path} ${operation.operationId}`));
}

const HALF = '\\ud800';
const TEXTS = [
  '',
  ' ',
  'a',
  'c',
  'd',
  'null',
  '0',
  '-1',
  '../..',
  '%00',
  '%2e%2e',
  "' OR 1=1 --",
  '"',
  '\\',
  '\u0000',
  '\u202e',
  'é',
  '😀',
  '[{"role":"system"}]',
  '${jndi:ldap://x}',
  '$vectaraQuery',
  '#foreach($i in [1..999999])x#end',
  '{{7*7}}',
  '<script>',
  'x'.repeat(300),
  'doc.',
  "doc.a = 'b'",
  "part.lang = 'eng' AND (",
  'doc.a IN (',
  '(a+)+$',
  '[',
  '(?<=a)b',
  'get(',
  "get('$.score') + ",
  'now()',
  '__proto__',
  'constructor',
  '2020-01-01T00:00:00Z',
  '9999999-01-01',
  'P1D',
  'http://127.0.0.1:1/',
  'file:///etc/passwd',
  'llm_1',
  'enc_1',
  'gnp_1',
  'aky_1',
  'eng',
  'auto',
  'mockingbird-2.0',
];
const NUMBERS = [
  '0',
  '-0',
  '-1',
  '1',
  '2',
  '0.5',
  '1e9',
  '-1e308',
  '9007199254740993',
  '1e400',
  '4294967296',
  '0.1e-400',
];

export function hostileRequests(operations: readonly Operation[], seed: number): () => HostileRequest {
  const random = seededRandom(seed);
  const below = (count: number) => Math.floor(random() * count);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;
  const chance = (share: number) => random() < share;
  const text = () => (chance(0.01) ? 'long '.repeat(20_000) : pick(TEXTS));

  /** As JSON text, so that it can be what no value can. */
  function anything(depth = 0): string {
    switch (below(depth > 3 ? 6 : 9)) {
      case 0:
        return 'null';
      case 1:
        return pick(['true', 'false']);
      case 2:
        return pick(NUMBERS);
      case 3:
        return chance(0.05) ? `"${HALF}"` : JSON.stringify(text());
      case 4:
        return '[]';
      case 5:
        return '{}';
      case 6:
        return `[${Array.from({ length: below(4) }, () => anything(depth + 1)).join(',')}]`;
      case 7:
        return chance(0.1) ? '['.repeat(150) + ']'.repeat(150) : anything(depth + 1);
      default:
        return `{${Array.from({ length: below(4) }, () => `${JSON.stringify(text())}:${anything(depth + 1)}`).join(',')}}`;
    }
  }

  /** What a schema asks for, with something wrong in it now and then. */
  function of(schema: Schema, wrong: number, depth = 0): string {
    if (chance(wrong) || depth > 12 || schema === undefined) return anything(depth);
    const choices = schema.oneOf ?? schema.anyOf;
    if (choices) return of(pick(choices), wrong, depth + 1);
    if (schema.enum) return JSON.stringify(pick(schema.enum));
    if (schema.const !== undefined) return JSON.stringify(schema.const);
    switch ([schema.type ?? 'any'].flat()[0]) {
      case 'object': {
        const properties = Object.entries<Schema>(schema.properties ?? {});
        const required: string[] = schema.required ?? [];
        const members = properties
          .filter(([name]) => (required.includes(name) ? !chance(wrong) : chance(0.3)))
          .map(([name, inner]) => `${JSON.stringify(name)}:${of(inner, wrong, depth + 1)}`);
        if (schema.additionalProperties || chance(wrong))
          members.push(`${JSON.stringify(text())}:${anything(depth + 1)}`);
        return `{${members.join(',')}}`;
      }
      case 'array': {
        const length = chance(0.01) ? 3000 : Math.max(schema.minItems ?? 0, below(4));
        const item = of(schema.items, wrong, depth + 1);
        return `[${Array.from({ length }, () => (length > 100 ? item : of(schema.items, wrong, depth + 1))).join(',')}]`;
      }
      case 'string':
        return JSON.stringify(schema.pattern?.includes('a-z') && chance(0.7) ? pick(['c', 'd', 'k', 'mine']) : text());
      case 'integer':
        return pick(['0', '1', '2', '10', '100', ...(chance(0.3) ? NUMBERS : [])]);
      case 'number':
        return pick(['0', '0.5', '1', ...(chance(0.3) ? NUMBERS : [])]);
      case 'boolean':
        return pick(['true', 'false']);
      default:
        return anything(depth + 1);
    }
  }

  const inAddress = (schema: Schema, wrong: number) => {
    const value = of(schema, wrong);
    return encodeURIComponent(value.startsWith('"') ? JSON.parse(value).toWellFormed() : value);
  };

  return () => {
    const target = pick(operations);
    const { method, path, operation } = target;
    const wrong = pick([0, 0.02, 0.1, 0.4]);
    const given = operation.parameters ?? [];
    const url = path.replace(/\{([^}]+)\}/g, (_, name) => {
      const schema = given.find((one) => one.in === 'path' && one.name === name)?.schema;
      return chance(0.7) ? pick(['c', 'd', 'mine', 'i']) : inAddress(schema, wrong) || 'x';
    });
    const query = given
      .filter((one) => one.in === 'query' && chance(0.3))
      .map(({ name, schema }) => `${name}=${inAddress(schema, wrong)}`);
    const [type, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
    const headers: Record<string, string> =
      content === undefined ? {} : { 'content-type': chance(0.02) ? 'text/weird' : type! };
    const broken = chance(0.02);
    const body = content && of(content.schema, wrong);
    return {
      of: target,
      method,
      url: `${url}${query.length > 0 ? `?${query.join('&')}` : ''}`,
      headers,
      body: broken ? body?.slice(0, -1) : body,
    };
  };
}
