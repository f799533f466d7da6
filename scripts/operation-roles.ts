/**
 * Takes from a copy of Vectara's OpenAPI contract which roles each operation accepts.
 * `node scripts/operation-roles.ts CONTRACT.json` writes src/access/operation-roles.json; with --check nothing is written
 * and the exit code is 1 when that file is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const FILE = new URL('../src/access/operation-roles.json', import.meta.url);
const KINDS: Record<string, string> = { ApiRole: 'api', CorpusRole: 'corpus', AgentRole: 'agent' };

interface Operation {
  operationId: string;
  'x-required-roles'?: { type: string; roles: string[] }[];
}

const contract = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
};
const operations = Object.values(contract.paths).flatMap((item) => Object.values(item));
const lines = operations.map(({ operationId, 'x-required-roles': required = [] }) => {
  const accepted = Object.fromEntries(required.map(({ type, roles }) => [KINDS[type], roles]));
  return `  ${JSON.stringify(operationId)}: ${JSON.stringify(accepted).replaceAll(',', ', ').replaceAll(':', ': ')}`;
});
const text = `{\n${lines.join(',\n')}\n}\n`;

if (process.argv.includes('--check')) {
  const isStale = readFileSync(FILE, 'utf8') !== text;
  if (isStale)
    console.error('stale: src/access/operation-roles.json. Run scripts/operation-roles.ts with the contract.');
  process.exitCode = isStale ? 1 : 0;
} else {
  writeFileSync(FILE, text);
}
