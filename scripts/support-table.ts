import { VECTARA_OPERATIONS, type VectaraOperation } from '../src/http/api-scope.ts';

const START = '<!-- support table: written by npm run openapi -->';
const END = '<!-- end of support table -->';

interface Described {
  paths?: Record<string, object | undefined>;
}

/** Which operations of Vectara's API are answered, area by area, as a Markdown table. */
export function supportTable(document: Described): string {
  const answered = new Set(
    Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
      Object.keys(item ?? {}).map((method) => `${method.toUpperCase()} ${shapeOf(path)}`),
    ),
  );
  const isAnswered = ({ method, path }: VectaraOperation) => answered.has(`${method} ${shapeOf(path)}`);
  const areas = [...new Set(VECTARA_OPERATIONS.map(({ area }) => area))];
  const rows = areas.map((area) => {
    const operations = VECTARA_OPERATIONS.filter((operation) => operation.area === area);
    const yes = operations.filter(isAnswered).map(({ operationId }) => `\`${operationId}\``);
    const no = operations.filter((o) => !isAnswered(o)).map(({ operationId }) => `\`${operationId}\``);
    return { yes: yes.length, row: `| ${area} | ${yes.join(' ') || '–'} | ${no.join(' ') || '–'} |` };
  });
  const total = rows.reduce((sum, { yes }) => sum + yes, 0);
  const sorted = rows.sort((a, b) => Number(b.yes > 0) - Number(a.yes > 0)).map(({ row }) => row);
  return [
    `${total} of ${VECTARA_OPERATIONS.length} operations are emulated; the others answer 501 and name themselves.`,
    '',
    '| Area | Emulated | Answers 501 |',
    '| --- | --- | --- |',
    ...sorted,
  ].join('\n');
}

export function withSupportTable(readme: string, table: string): string {
  const [before, rest] = readme.split(START);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`README.md lacks the lines ${START} and ${END}`);
  return `${before}${START}\n${table}\n${END}${after}`;
}

const shapeOf = (path: string) => path.replace(/\{[^}]+\}/g, '{}').replace(/\/$/, '');
