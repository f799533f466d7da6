/** All that an account holds and the public API shows, as a seed. What was read once is not read again (`kept`). */

import { entryOf, escapedWithin, referenceTo, withReferences } from './as-seed.ts';
import type { Json, VectaraReader } from './vectara-reader.ts';
import { TransferFailed } from './vectara-reader.ts';

/** Keeps pieces by name, over attempts too. */
export interface KeptPieces {
  once(name: string, read: () => Promise<Json>): Promise<Json>;
}

export interface ReadAccount {
  seed: Record<string, Json[]>;
  /** Environment variables that the seed asks for: secrets, and addresses that the API does not tell. */
  variables: string[];
  /** What could not be taken along, as sentences. */
  left: string[];
}

export interface AccountSource {
  reader: VectaraReader;
  kept: KeptPieces;
  /** Told how far it is. */
  progress(line: string): void;
}

/** The order of a seed: each finds what it rests on. */
export async function readAccount(source: AccountSource): Promise<ReadAccount> {
  const variables = new Set<string>();
  const left: string[] = [];
  const reading = { ...source, variables, left };
  const seed: Record<string, Json[]> = {};
  seed.encoders = await readEncoders(reading);
  seed.llms = await readLlms(reading);
  seed.generation_presets = await readPresets(reading);
  seed.corpora = await readCorpora(reading);
  seed.glossaries = await readGlossaries(reading);
  Object.assign(seed, await readAgents(reading));
  for (const [list, entries] of Object.entries(seed)) if (entries.length === 0) delete seed[list];
  return { seed, variables: [...variables].sort(), left };
}

interface Reading extends AccountSource {
  variables: Set<string>;
  left: string[];
}

/** Nothing where the service does not have the operation, which an emulator may well not. */
async function listOf({ reader, kept, progress, left }: Reading, path: string, member: string): Promise<Json[]> {
  const found: Json[] | undefined = await kept.once(member, () =>
    reader.list(path, member).catch((error) => {
      if (error instanceof TransferFailed && [404, 405, 501, 403].includes(error.status ?? 0)) return undefined;
      throw error;
    }),
  );
  if (found === undefined) left.push(`The ${member.replaceAll('_', ' ')} could not be listed.`);
  else progress(`${member.replaceAll('_', ' ')}: ${found.length}`);
  return found ?? [];
}

/** Vectara says of LLMs and presets whose they are, and of encoders by their type. */
const isOwn = ({ ownership, type }: Json) =>
  ownership === 'customer' || (ownership === undefined && type !== 'vectara');

async function readEncoders(reading: Reading): Promise<Json[]> {
  const encoders = (await listOf(reading, '/v2/encoders', 'encoders')).filter(isOwn);
  return encoders.map((encoder) => {
    const prefix = `encoder_${encoder.name}`;
    const ask = (what: string) => referenceTo(`${prefix}_${what}`, reading.variables);
    const entry = escapedWithin(entryOf('encoders', encoder));
    // No answer tells where an encoder is and how it is called there.
    return { uri: ask('uri'), model: ask('model'), ...entry, auth: { type: 'bearer', token: ask('token') } };
  });
}

async function readLlms(reading: Reading): Promise<Json[]> {
  const llms = (await listOf(reading, '/v2/llms', 'llms')).filter(isOwn);
  return llms.map((llm) => {
    const prefix = `llm_${llm.name}`;
    const entry = withReferences(entryOf('llms', llm), prefix, reading.variables);
    const token = () => referenceTo(`${prefix}_token`, reading.variables);
    return {
      ...entry,
      ...(entry.uri === undefined ? { uri: referenceTo(`${prefix}_uri`, reading.variables) } : {}),
      ...(entry.auth === undefined ? { auth: { type: 'bearer', token: token() } } : {}),
    };
  });
}

async function readPresets(reading: Reading): Promise<Json[]> {
  const presets = (await listOf(reading, '/v2/generation_presets', 'generation_presets')).filter(
    ({ ownership }) => ownership === 'customer',
  );
  return presets.map((preset) => {
    const { id: _id, ownership: _ownership, default: isDefault, ...entry } = entryOf('generation_presets', preset);
    return escapedWithin({ ...entry, ...(isDefault ? { default: true } : {}) });
  });
}

async function readCorpora(reading: Reading): Promise<Json[]> {
  const corpora = await listOf(reading, '/v2/corpora', 'corpora');
  const read: Json[] = [];
  for (const corpus of corpora) {
    const { encoder_id: _id, ...entry } = entryOf('corpora', corpus);
    const documents = await readDocuments(reading, corpus.key);
    read.push(escapedWithin({ ...entry, ...(documents.length > 0 ? { documents } : {}) }));
  }
  return read;
}

/** So often a line is told. */
const DOCUMENTS_A_LINE = 200;

async function readDocuments(reading: Reading, key: string): Promise<Json[]> {
  const { reader, kept, progress, left } = reading;
  const path = `/v2/corpora/${encodeURIComponent(key)}/documents`;
  const listed: Json[] = await kept.once(`corpora/${key}`, () => reader.list(path, 'documents'));
  let done = 0;
  let withPictures = 0;
  const documents = await Promise.all(
    listed.map(async ({ id }) => {
      const document = await kept.once(`corpora/${key}/${id}`, () => reader.get(`${path}/${encodeURIComponent(id)}`));
      done += 1;
      if (done % DOCUMENTS_A_LINE === 0) progress(`corpus ${key}: ${done} of ${listed.length} documents`);
      if (document.images?.length > 0) withPictures += 1;
      return coreDocument(document);
    }),
  );
  progress(`corpus ${key}: ${listed.length} documents`);
  if (withPictures > 0) left.push(`Pictures of ${withPictures} documents of the corpus ${key} stay behind.`);
  const empty = documents.filter(({ document_parts }) => document_parts.length === 0).map(({ id }) => id);
  if (empty.length > 0) left.push(`Documents of the corpus ${key} without parts stay behind: ${empty.join(', ')}.`);
  return documents.filter(({ document_parts }) => document_parts.length > 0);
}

/** Parts as they are, since nobody tells of what they were made. */
function coreDocument({ id, metadata, tables, parts = [] }: Json): Json {
  const document_parts = parts.map(({ text, metadata: own = {}, table_id, context, custom_dimensions }: Json) => ({
    text,
    ...(Object.keys(own).length > 0 ? { metadata: own } : {}),
    ...(table_id === undefined ? {} : { table_id }),
    ...(context === undefined ? {} : { context }),
    ...(custom_dimensions === undefined ? {} : { custom_dimensions }),
  }));
  return {
    id,
    type: 'core',
    ...(metadata && Object.keys(metadata).length > 0 ? { metadata } : {}),
    ...(tables?.length > 0 ? { tables } : {}),
    document_parts,
  };
}

async function readGlossaries(reading: Reading): Promise<Json[]> {
  const glossaries = await listOf(reading, '/v2/glossaries', 'glossaries');
  return Promise.all(
    glossaries.map(async (glossary) => {
      const path = `/v2/glossaries/${encodeURIComponent(glossary.key)}/entries`;
      const entries: Json[] = await reading.kept.once(`glossaries/${glossary.key}`, () =>
        reading.reader.list(path, 'entries'),
      );
      const pairs = Object.fromEntries(entries.map(({ term, expansion }) => [term, expansion]));
      return escapedWithin({ ...entryOf('glossaries', glossary), ...(entries.length > 0 ? { entries: pairs } : {}) });
    }),
  );
}

/**
 * Agents, and what they name by ids. Ids are given by an account itself: a new one counts, so that the third instruction of
 * a seed is `ins_3` there (docs/import.md).
 */
async function readAgents(reading: Reading): Promise<Record<string, Json[]>> {
  const { variables } = reading;
  const listed = await listOf(reading, '/v2/tools', 'tools');
  const own = listed.filter(({ type }) => type === 'client' || type === 'lambda');
  const servers = await listOf(reading, '/v2/tool_servers', 'tool_servers');
  const toolsOf = (id: string) => listed.filter((tool) => tool.type === 'mcp' && tool.server_id === id);
  const instructions = await listOf(reading, '/v2/instructions', 'instructions');
  const agents = await listOf(reading, '/v2/agents', 'agents');

  const ids = new Map<string, string>();
  for (const [i, { id }] of instructions.entries()) ids.set(id, `ins_${i + 1}`);
  for (const [i, { id }] of [...own, ...servers.flatMap(({ id }) => toolsOf(id))].entries())
    ids.set(id, `tol_${i + 1}`);
  for (const [i, { id }] of servers.entries()) ids.set(id, `tsr_${i + 1}`);

  return {
    tools: own.map((tool) => renamed(escapedWithin(entryOf('tools', tool)), ids)),
    tool_servers: servers.map((server) => {
      const tools = toolsOf(server.id);
      const entry = withReferences(entryOf('tool_servers', server), `tool_server_${server.name}`, variables);
      return { ...entry, ...(tools.length > 0 ? { tools: toolsOfServer(tools) } : {}) };
    }),
    instructions: instructions.map((instruction) => escapedWithin(entryOf('instructions', instruction))),
    agents: agents.map((agent) => {
      // The first step is among the steps.
      const { first_step: _step, ...entry } = entryOf('agents', agent);
      return renamed(withReferences(entry, `agent_${agent.key}`, variables), ids);
    }),
  };
}

const toolsOfServer = (tools: Json[]): Json[] =>
  tools.map(({ name, title, description, input_schema, output_schema, annotations }) =>
    escapedWithin(
      Object.fromEntries(
        Object.entries({ name, title, description, input_schema, output_schema, annotations }).filter(
          ([, value]) => value !== undefined,
        ),
      ),
    ),
  );

/** Texts that are ids, wherever they stand. */
function renamed<T>(value: T, ids: ReadonlyMap<string, string>): T {
  if (typeof value === 'string') return (ids.get(value) ?? value) as T;
  if (Array.isArray(value)) return value.map((one) => renamed(one, ids)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, renamed(member, ids)])) as T;
}
