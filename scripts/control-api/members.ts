/** The members of a schema as rows of a table, each with an example. */
import type { Json, Operation, Schema } from './openapi.ts';

export interface Members {
  schema: Schema;
  /** How the schema is named where it is met again. */
  label: string;
  id: string;
  examples: readonly Json[];
  /** What was described before, so that it is not again. */
  documented: { label: string; properties: Record<string, Schema> }[];
  /** Vectara's operations, whose bodies parts of ours are made of. */
  ofVectara: Map<string, Operation>;
}

interface Row {
  path: string;
  type: string;
  meaning: string;
  example: string;
}

/** One of several shapes of a member, such as a type of fault. */
interface Kind {
  title: string;
  description: string;
  rows: Row[];
  examples: Json[];
}

/** Where ours takes what an operation of Vectara's does, with members of its own beside. By operationId and path. */
const TAKEN_FROM: Record<string, { operation: string; at?: string }> = {
  'seedAccount encoders[]': { operation: 'createEncoder' },
  'seedAccount llms[]': { operation: 'createLLM' },
  'seedAccount generation_presets[]': { operation: 'createGenerationPreset' },
  'seedAccount corpora[]': { operation: 'createCorpus' },
  'seedAccount corpora[].documents[]': { operation: 'createCorpusDocument' },
  'seedAccount corpora[].files[].chunking_strategy': { operation: 'uploadFile', at: 'chunking_strategy' },
  'seedAccount corpora[].files[].table_extraction_config': { operation: 'uploadFile', at: 'table_extraction_config' },
  'seedAccount users[]': { operation: 'createUser' },
  'seedAccount api_keys[]': { operation: 'createApiKey' },
  'seedAccount app_clients[]': { operation: 'createAppClient' },
  'seedAccount glossaries[]': { operation: 'createGlossary' },
  'seedAccount tool_servers[]': { operation: 'createToolServer' },
  'seedAccount instructions[]': { operation: 'createInstruction' },
  'seedAccount agents[]': { operation: 'createAgent' },
  'seedAccount sessions[]': { operation: 'createAgentSession' },
  'renderPrompt search': { operation: 'query', at: 'search' },
};

/** `shared` says which members were described before, and where; all of them, maybe. */
export function membersOf(given: Members): { rows: Row[]; kinds: Kind[]; shared?: string } {
  const { schema, label, id, documented, ofVectara } = given;
  const examples: Json[] = given.examples.flatMap((example) => (Array.isArray(example) ? example : [example]));
  const properties = schema.properties ?? {};
  const [known] = documented
    .map(({ label, properties: theirs }) => ({ label, names: namesAlike(properties, theirs) }))
    .filter(({ names }) => names.length >= FEWEST_ALIKE)
    .sort((a, b) => b.names.length - a.names.length);
  const left = Object.fromEntries(Object.entries(properties).filter(([name]) => !known?.names.includes(name)));
  documented.push({ label, properties });
  const missing: string[] = [];
  const kinds: Kind[] = [];

  const exampleOf = (path: string, among = examples) => {
    const [value] = among.flatMap((example) => valuesAt(example, path.split(/\.|(?=\[\])/)));
    if (value === undefined) missing.push(path);
    return value === undefined ? '' : `\`${JSON.stringify(value)}\``;
  };

  const rowsOf = (of: Schema, prefix: string, among = examples): Row[] =>
    Object.entries(of.properties ?? {}).flatMap(([name, member]) => {
      const path = prefix === '' ? name : `${prefix}.${name}`;
      const required = of.required?.includes(name) ? ', required' : '';
      const row = {
        path,
        type: typeOf(member) + required,
        meaning: member.description ?? '',
        example: exampleOf(path, among),
      };
      return [row, ...below(member, path, row, among)];
    });

  /** The rows of what a member consists of, and where it is described elsewhere, that. */
  const below = (member: Schema, path: string, row: Row, among: Json[]): Row[] => {
    const inner = objectIn(member);
    if (inner === undefined) return [];
    const at = member.items ? `${path}[]` : path;
    const taken = TAKEN_FROM[`${id} ${at}`];
    if (taken) {
      const members = (variants(inner) ?? [inner]).map(({ properties = {} }) => properties);
      const theirs = new Set(memberNames(bodyOf(taken)));
      const own = Object.fromEntries(members.flatMap(Object.entries).filter(([name]) => !theirs.has(name)));
      row.meaning = join(row.meaning, `As in the body of Vectara’s \`${taken.operation}\`.`);
      row.type = member.items ? `list of objects${row.type.endsWith(', required') ? ', required' : ''}` : row.type;
      return rowsOf({ properties: own }, at, among);
    }
    const kindsOf = variants(inner);
    if (kindsOf && inner.discriminator && prefixless(at)) {
      const { propertyName } = inner.discriminator;
      for (const kind of kindsOf) kinds.push(describeKind(kind, at, propertyName));
      row.type = row.type.replace(/ by .*?(?=, required|$)/, '');
      row.meaning = join(
        row.meaning,
        `One of ${kindsOf.map((kind) => `\`${nameOf(kind, propertyName)}\``).join(', ')}, each described below.`,
      );
      return [];
    }
    if (kindsOf) return [];
    const known = documented.find((other) => other.label !== label && isPart(inner.properties ?? {}, other.properties));
    if (known) {
      row.meaning = join(row.meaning, `As in ${known.label}.`);
      return [];
    }
    if (inner.properties) documented.push({ label: `\`${at}\` of ${label}`, properties: inner.properties });
    return rowsOf(inner, at, among);
  };

  const describeKind = (kind: Schema, at: string, by: string): Kind => {
    const name = nameOf(kind, by);
    const own = examples.filter((example) => valuesAt(example, [...at.split('.'), by]).includes(name));
    if (own.length === 0)
      throw new Error(`scripts/control-api/examples.ts: ${id} has no example of ${at}.${by} "${name}"`);
    const { [by]: _, ...properties } = kind.properties ?? {};
    const rows = rowsOf({ ...kind, properties }, at, own);
    return { title: `${at}.${by}: ${name}`, description: kind.description ?? '', rows, examples: own };
  };

  const bodyOf = ({ operation, at }: { operation: string; at?: string }): Schema => {
    const body = ofVectara.get(operation)?.body;
    const found = at === undefined ? body : body?.properties?.[at];
    if (found === undefined) throw new Error(`Vectara's ${operation} is not in openapi/vectara-emulator.json`);
    return found;
  };

  const rows = rowsOf({ ...schema, properties: left }, '');
  if (missing.length > 0) {
    throw new Error(`scripts/control-api/examples.ts: no example of ${id} has ${[...new Set(missing)].join(', ')}`);
  }
  const shared = known && `${known.names.map((name) => `\`${name}\``).join(', ')}: as in ${known.label}.`;
  return { rows, kinds, ...(shared && { shared }) };
}

const join = (...sentences: string[]) => sentences.filter(Boolean).join(' ');
/** Kinds of what is deep inside are told in a line, not in a section. */
const prefixless = (path: string) => !path.includes('.') && !path.includes('[]');
const variants = ({ oneOf }: Schema) => oneOf;
const nameOf = (kind: Schema, by: string) => String(kind.properties?.[by]?.enum?.[0]);
const memberNames = (schema: Schema): string[] => [
  ...Object.keys(schema.properties ?? {}),
  ...[...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].flatMap(memberNames),
];

/** What has members of its own in a schema, in the items of its lists or in one of its alternatives. */
function objectIn(schema: Schema): Schema | undefined {
  if (schema.properties || schema.oneOf) return schema;
  if (schema.items) return objectIn(schema.items);
  return schema.anyOf?.map(objectIn).find((found) => found !== undefined);
}

/** Small objects look alike by chance. */
const FEWEST_ALIKE = 4;

const namesAlike = (some: Record<string, Schema>, others: Record<string, Schema>) =>
  Object.keys(some).filter((name) => JSON.stringify(some[name]) === JSON.stringify(others[name]));

const isPart = (part: Record<string, Schema>, whole: Record<string, Schema>) =>
  Object.keys(part).length >= FEWEST_ALIKE && namesAlike(part, whole).length === Object.keys(part).length;

function valuesAt(value: Json, [segment, ...rest]: string[]): Json[] {
  if (segment === undefined) return [value];
  if (segment === '[]') return Array.isArray(value) ? value.flatMap((item) => valuesAt(item, rest)) : [];
  if (value === null || typeof value !== 'object' || !(segment in value)) return [];
  return valuesAt((value as Record<string, Json>)[segment], rest);
}

const LONGEST_LIST = 24;

/** A schema in a few words. */
export function typeOf(schema: Schema): string {
  const { enum: values, anyOf, oneOf, items, discriminator } = schema;
  if (values) {
    const shown = values.slice(0, LONGEST_LIST).map((value) => `\`${JSON.stringify(value)}\``);
    return shown.join(', ') + (values.length > LONGEST_LIST ? ` and ${values.length - LONGEST_LIST} more` : '');
  }
  const alternatives = anyOf ?? oneOf;
  if (alternatives && discriminator) {
    return `object by \`${discriminator.propertyName}\`: ${alternatives.map((kind) => kindInWords(kind, discriminator.propertyName)).join(', ')}`;
  }
  if (alternatives) return [...new Set(alternatives.map(typeOf))].join(' or ');
  if (items) return `list of ${plural(typeOf(items))}`;
  if (Array.isArray(schema.type)) return schema.type.join(' or ');
  return [schema.type ?? 'anything', rangeOf(schema)].filter(Boolean).join(' ');
}

const kindInWords = (kind: Schema, by: string) => {
  const others = Object.keys(kind.properties ?? {}).filter((name) => name !== by);
  return `\`${nameOf(kind, by)}\`${others.length > 0 ? ` (${others.map((name) => `\`${name}\``).join(', ')})` : ''}`;
};
const plural = (type: string) => (/^(string|object|integer|number)$/.test(type) ? `${type}s` : type);

function rangeOf({ minimum, maximum, exclusiveMinimum, format }: Schema): string {
  if (format) return `(${format})`;
  const above =
    exclusiveMinimum === true ? minimum : typeof exclusiveMinimum === 'number' ? exclusiveMinimum : undefined;
  if (above !== undefined) return maximum === undefined ? `above ${above}` : `above ${above}, up to ${maximum}`;
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`;
  if (minimum !== undefined) return `from ${minimum}`;
  return maximum === undefined ? '' : `up to ${maximum}`;
}
