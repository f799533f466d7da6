/**
 * Takes from a copy of Vectara's OpenAPI contract where each operation is, what it answers with and who may call it.
 * `node scripts/contract-table.ts CONTRACT.json` writes src/http/contract.ts; with --check nothing is written and the exit
 * code is 1 when that file is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const FILE = new URL('../src/http/contract.ts', import.meta.url);
const KINDS: Record<string, string> = { ApiRole: 'api', CorpusRole: 'corpus', AgentRole: 'agent' };

interface Operation {
  operationId: string;
  tags: string[];
  responses: Record<string, unknown>;
  'x-required-roles'?: { type: string; roles: string[] }[];
}

const contract = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
};

const quoted = (value: string) => `'${value.replaceAll("'", "\\'")}'`;
const listed = (values: readonly string[]) => `[${values.map(quoted).join(', ')}]`;

const rows = Object.entries(contract.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, { operationId, tags, responses, 'x-required-roles': required = [] }]) => {
    const statuses = Object.keys(responses).filter((status) => /^\d{3}$/.test(status));
    const place = `method: ${quoted(method.toUpperCase())}, path: ${quoted(path)}, tag: ${quoted(tags[0]!)}`;
    const roles = required.map(({ type, roles }) => `${KINDS[type]}: ${listed(roles)}`);
    return `  ${operationId}: { ${place}, statuses: [${statuses.join(', ')}], roles: { ${roles.join(', ')} } },`;
  }),
);
const text = `/**
 * Every operation of Vectara's v2 API, emulated or not: its place, its tag, the statuses it answers with, and the roles that
 * may call it (one is enough, and the lists hold every role that includes another). Written by scripts/contract-table.ts.
 */
export const CONTRACT = {
${rows.join('\n').replaceAll('roles: {  }', 'roles: {}')}
} as const;
`;

if (process.argv.includes('--check')) {
  const isStale = readFileSync(FILE, 'utf8') !== text;
  if (isStale) console.error('stale: src/http/contract.ts. Run scripts/contract-table.ts with the contract.');
  process.exitCode = isStale ? 1 : 0;
} else {
  writeFileSync(FILE, text);
}
