/** docs/control-api.md: the emulator's own API member by member, from its OpenAPI document and examples.ts. */
import { type Members, membersOf } from './members.ts';
import type { Json, OpenApi, Operation, Schema } from './openapi.ts';

interface Section {
  title: string;
  intro: string;
  /** What paths of the section begin with, after `/_emulator/`. */
  paths: string[];
}

/** What has no section here is listed at the end. */
const SECTIONS: Section[] = [
  {
    title: 'Faults',
    intro:
      'What goes wrong, with which calls, how often. In seeds they are under `faults`, in the test library `emulator.faults`.',
    paths: ['faults'],
  },
  {
    title: 'Scripts',
    intro: 'What language models say. In seeds they are under `scripts`, in the test library `emulator.scripts`.',
    paths: ['scripts'],
  },
  {
    title: 'API scripts',
    intro:
      'What operations of the API answer, emulated or not. In seeds they are under `api_scripts`, in the test library `emulator.apiScripts`.',
    paths: ['api-scripts'],
  },
  {
    title: 'The web',
    intro:
      'What agents find on the web: pages that `web_get` is given instead of fetching them, and what `web_search` finds. In seeds they are under `web_pages` and `web_search_results`.',
    paths: ['web'],
  },
  { title: 'Journal', intro: 'Every call, newest first. In the test library `emulator.journal`.', paths: ['journal'] },
  {
    title: 'Seeds and reset',
    intro:
      'What an account is filled with: YAML or JSON, sent here or given to `--seed`. In the test library `emulator.seed()` and `emulator.reset()`.',
    paths: ['seed', 'reset'],
  },
  { title: 'Snapshots', intro: 'All that an account holds, under a name.', paths: ['snapshots'] },
  { title: 'Clock', intro: 'The time of the emulator, of all its accounts.', paths: ['clock'] },
  { title: 'Jobs and indexing', intro: 'When jobs go on, and when documents become searchable.', paths: ['jobs'] },
  {
    title: 'Recordings',
    intro: 'Answers of upstreams, kept and played again, of the whole emulator.',
    paths: ['recordings'],
  },
  { title: 'Prompts', intro: 'Templates, tried out without asking a model.', paths: ['prompts'] },
  {
    title: 'Accounts',
    intro: 'The worlds of this emulator, which know nothing of each other.',
    paths: ['account', 'accounts'],
  },
];

/** `examples`, by operationId, are bodies, or for what has none, query strings. Throws when a member has no example. */
export function controlApiDoc(control: OpenApi, vectara: OpenApi, examples: Record<string, readonly Json[]>): string {
  const operations = operationsOf(control);
  const known = new Set(operations.map(({ id }) => id));
  const stray = Object.keys(examples).filter((id) => !known.has(id));
  if (stray.length > 0)
    throw new Error(`scripts/control-api/examples.ts has examples of what is no operation: ${stray}`);
  const documented: Members['documented'] = [];
  const ofVectara = new Map(operationsOf(vectara).map((operation) => [operation.id, operation]));
  const isOf = ({ paths }: Section, { path }: Operation) => paths.includes(path.split('/')[2] ?? '');
  const rest: Section = { title: 'More', intro: '', paths: [] };
  const sections = [...SECTIONS, rest].map((section) => {
    const own = operations.filter((operation) =>
      section === rest ? !SECTIONS.some((other) => isOf(other, operation)) : isOf(section, operation),
    );
    const details = own.flatMap((operation) => detailsOf(operation, { documented, ofVectara, examples }));
    return [`## ${section.title}`, section.intro, operationTable(own), ...details].filter(Boolean).join('\n\n');
  });
  return `${[HEAD, ...sections].join('\n\n')}\n`;
}

const HEAD = `# The emulator's own API

Written by \`npm run openapi\` from the schemas that requests are checked with; the examples are requests that the test suite
sends. The same as OpenAPI is [openapi/emulator-control.json](../openapi/emulator-control.json), or \`/docs\` of a running
emulator.

All of it holds for the account that the request reaches: by \`x-emulator-account\`, else as a call of Vectara's API with the
same credentials. A path like \`match.messages[].contains\` is a member of each item of a list.`;

function operationTable(operations: Operation[]): string {
  const rows = operations.map(({ method, path, summary }) => `| \`${method} ${path}\` | ${cell(summary)} |`);
  return ['| | |', '| --- | --- |', ...rows].join('\n');
}

type Given = Omit<Members, 'schema' | 'label' | 'id' | 'examples'> & { examples: Record<string, readonly Json[]> };

function detailsOf(operation: Operation, { examples, ...given }: Given): string[] {
  const { method, path, id, body, query, description } = operation;
  const schema: Schema | undefined = body ?? query;
  const heading = `### ${body ? 'Body' : 'Query'} of \`${method} ${path}\``;
  const head = description ? [heading, description] : [heading];

  if (schema === undefined) return description ? [`\`${method} ${path}\`: ${description}`] : [];
  const label = `[${method} ${path}](#${anchor(heading)})`;
  const own = examples[id] ?? [];
  const { rows, kinds, shared } = membersOf({ schema, label, id, examples: own, ...given });
  return [
    ...head,
    ...(shared ? [shared] : []),
    ...(rows.length > 0 ? [memberTable(rows)] : []),
    ...kinds.flatMap(({ title, description, rows, examples }) => [
      `#### ${title}`,
      description,
      ...(rows.length > 0 ? [memberTable(rows)] : []),
      json(examples),
    ]),
    ...(kinds.length > 0 || own.length === 0 ? [] : [body ? json(own) : queryText(path, own)]),
  ].filter(Boolean);
}

const memberTable = (rows: { path: string; type: string; meaning: string; example: string }[]) =>
  [
    '| Member | Type | Meaning | Example |',
    '| --- | --- | --- | --- |',
    ...rows.map(
      ({ path, type, meaning, example }) => `| \`${path}\` | ${cell(type)} | ${cell(meaning)} | ${cell(example)} |`,
    ),
  ].join('\n');

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const json = (examples: readonly Json[]) =>
  `\`\`\`json\n${examples.map((example) => layOut(example)).join('\n')}\n\`\`\``;
const queryText = (path: string, queries: readonly Json[]) =>
  `\`\`\`\n${queries.map((query) => `${path}?${new URLSearchParams(query as Record<string, string>)}`).join('\n')}\n\`\`\``;

const WIDTH = 110;

/** JSON on one line where it fits, otherwise a line for each member. */
function layOut(value: Json, indent = ''): string {
  const onOneLine = inline(value);
  if (value === null || typeof value !== 'object' || indent.length + onOneLine.length <= WIDTH) return onOneLine;
  const deeper = `${indent}  `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const lines = Object.entries(value).map(
    ([name, member]) => `${deeper}${Array.isArray(value) ? '' : `${JSON.stringify(name)}: `}${layOut(member, deeper)}`,
  );
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}

function inline(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${inline(member)}`);
  return members.length > 0 ? `{ ${members.join(', ')} }` : '{}';
}

/** As GitHub makes them. */
const anchor = (heading: string) =>
  heading
    .replace(/^#+ /, '')
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');

function operationsOf(document: OpenApi): Operation[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item ?? {}).map(([method, operation]) => {
      const { operationId = `${method} ${path}`, summary = '', description, requestBody, parameters = [] } = operation;
      const queried = parameters.filter((parameter) => parameter.in === 'query');
      return {
        id: operationId,
        method: method.toUpperCase(),
        path,
        summary,
        description,
        body: (requestBody?.content?.['application/json'] ?? Object.values(requestBody?.content ?? {})[0])?.schema,
        query:
          queried.length === 0
            ? undefined
            : {
                type: 'object',
                required: queried.filter(({ required }) => required).map(({ name }) => name),
                properties: Object.fromEntries(
                  queried.map(({ name, schema, description }) => [
                    name,
                    { ...schema, ...(description && { description }) },
                  ]),
                ),
              },
      };
    }),
  );
}
