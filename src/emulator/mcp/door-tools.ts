/** What a coding agent can do here: each tool is an operation, of the emulator's own API or of Vectara's, under a plain name. */
import { type TObject, Type } from 'typebox';
import { OPERATIONS } from '../../v2/index.ts';
import { Seed } from '../seeds/seed-schema.ts';

interface DoorTool {
  name: string;
  /** The operationId. */
  operation: string;
  /** For a model, which reads nothing else about it. */
  description: string;
  /** The member whose text is the whole body, where the operation takes one. */
  text?: { member: string; description: string };
  /** Where the operation's own would fill a model's context. */
  defaults?: Record<string, unknown>;
  /** Whether nothing is another afterwards. */
  readOnly?: true;
}

const SEED_LISTS = Object.keys(Seed.properties).join(', ');

const TOOLS: DoorTool[] = [
  {
    name: 'list_calls',
    operation: 'listJournal',
    description: 'Lists calls of the API, newest first, with status, errors and who answered.',
    defaults: { limit: 20 },
    readOnly: true,
  },
  {
    name: 'explain_call',
    operation: 'explainJournalEntry',
    description: 'Tells in sentences what happened inside a call. `id` is its x-request-id, or an id from list_calls.',
    readOnly: true,
  },
  {
    name: 'get_call',
    operation: 'getJournalEntry',
    description: 'Everything about one call, with requests and answers in full. Long; explain_call is shorter.',
    readOnly: true,
  },
  {
    name: 'wait_for_call',
    operation: 'waitForCall',
    description: 'Waits until a call matches, five seconds by default, and gives everything about it.',
    readOnly: true,
  },
  {
    name: 'script_answer',
    operation: 'addScripts',
    description:
      'Has language models, or tools of agents, answer what is given here when the conditions of `match` hold.',
  },
  {
    name: 'list_scripts',
    operation: 'listScripts',
    description: 'Lists scripted answers in the order they are tried, with how often each was used.',
    readOnly: true,
  },
  { name: 'clear_scripts', operation: 'deleteScripts', description: 'Deletes all scripted answers.' },
  {
    name: 'script_api_answer',
    operation: 'addApiScripts',
    description: 'Has any operation of the API answer what is given here, or its own answer with changes.',
  },
  {
    name: 'list_api_scripts',
    operation: 'listApiScripts',
    description: 'Lists scripted answers of the API in the order they are tried, with how often each was used.',
    readOnly: true,
  },
  { name: 'clear_api_scripts', operation: 'deleteApiScripts', description: 'Deletes all scripted answers of the API.' },
  {
    name: 'add_fault',
    operation: 'addFaults',
    description: 'Has calls fail on purpose: statuses, delays, dropped answers, streams cut short, failing upstreams.',
  },
  {
    name: 'list_faults',
    operation: 'listFaults',
    description: 'Lists faults in the order they are looked at, with how often each fired.',
    readOnly: true,
  },
  { name: 'clear_faults', operation: 'deleteFaults', description: 'Deletes all faults.' },
  {
    name: 'list_unused',
    operation: 'listUnused',
    description: 'Which scripts and faults were never used, and why; which questions to models no script answered.',
    readOnly: true,
  },
  {
    name: 'seed',
    operation: 'seedAccount',
    description:
      'Fills the account from a seed. What is there already as it is defined is left alone; mistakes are named by line.',
    text: {
      member: 'seed',
      description: `YAML or JSON with any of ${SEED_LISTS}. Such as: {corpora: [{key: lamps, documents: [{id: a, type: core, document_parts: [{text: Lamps burn oil.}]}]}]}`,
    },
  },
  {
    name: 'reset',
    operation: 'resetAccount',
    description: 'Brings the account back to its seed, or, without one, to nothing. Snapshots stay.',
  },
  {
    name: 'save_snapshot',
    operation: 'saveSnapshot',
    description: 'Keeps what the account holds now under a name.',
  },
  {
    name: 'load_snapshot',
    operation: 'loadSnapshot',
    description: 'Replaces all that the account holds by a snapshot.',
  },
  { name: 'list_snapshots', operation: 'listSnapshots', description: 'Lists the snapshots.', readOnly: true },
  {
    name: 'render_prompt',
    operation: 'renderPrompt',
    description: 'Checks a prompt template, and renders it for a query over what is found. No model is asked.',
    readOnly: true,
  },
  {
    name: 'list_corpora',
    operation: 'listCorpora',
    description: 'Lists the corpora with their keys.',
    readOnly: true,
  },
  {
    name: 'search_corpus',
    operation: 'searchCorpus',
    description: 'Searches a corpus and gives the parts that are found. No model is asked, and no trace is left.',
    defaults: { limit: 5 },
    readOnly: true,
  },
  {
    name: 'get_state',
    operation: 'getState',
    description: 'What is switched on: faults, scripts, the clock, recordings, how calls get in.',
    readOnly: true,
  },
  { name: 'list_accounts', operation: 'listAccounts', description: 'Lists the accounts.', readOnly: true },
];

/** An operation's place and what it takes, as its route has them. */
export interface DoorRoute {
  method: string;
  /** With parameters after colons. */
  url: string;
  params?: TObject | undefined;
  querystring?: TObject | undefined;
  body?: TObject | undefined;
}

export interface Door extends DoorTool {
  route: DoorRoute;
  inputSchema: { type: 'object' };
}

const Account = Type.String({ description: 'The account that it is about; that of the connection when absent.' });

/** The tools with what each takes. `routes`: those of the emulator's own API, by operationId. */
export const openDoors = (routes: ReadonlyMap<string, DoorRoute>): Door[] =>
  TOOLS.map((tool) => {
    const route = routes.get(tool.operation) ?? routeOfVectara(tool.operation);
    return { ...tool, route, inputSchema: inputOf(tool, route) };
  });

function routeOfVectara(operation: string): DoorRoute {
  const { row, spec } = OPERATIONS.find(({ id }) => id === operation)!;
  const names = [...row.path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => [name!, spec.path?.[name!] ?? Type.String()]);
  return {
    method: row.method,
    url: row.path.replace(/\{([^}]+)\}/g, ':$1'),
    params: Type.Object(Object.fromEntries(names)),
    querystring: spec.query as TObject | undefined,
  };
}

/** Path, query and body side by side: no name is in two of them. */
function inputOf({ text, defaults = {} }: DoorTool, { params, querystring, body }: DoorRoute): Door['inputSchema'] {
  const taken = [params, querystring, text ? Type.Object({ [text.member]: Type.String(text) }) : body];
  const properties = Object.assign({}, ...taken.map((schema) => schema?.properties), { account: Account });
  for (const [name, value] of Object.entries(defaults)) properties[name] = { ...properties[name], default: value };
  const required = taken.flatMap((schema) => (schema?.required as string[] | undefined) ?? []);
  return { type: 'object', properties, required, additionalProperties: false } as Door['inputSchema'];
}

/** The request that a call of a tool is. What belongs nowhere is sent too, so that the operation refuses it by name. */
export function requestOf({ route, text, defaults }: Door, { account: _, ...given }: Record<string, unknown>) {
  const inPath = [...route.url.matchAll(/:(\w+)/g)].map(([, name]) => name!);
  const inQuery = (name: string) => route.body === undefined || name in (route.querystring?.properties ?? {});
  const rest = Object.entries({ ...defaults, ...given }).filter(([name]) => !inPath.includes(name));
  const path = route.url.replace(/:(\w+)/g, (_all, name) => encodeURIComponent(String(given[name] ?? '')));
  const search = new URLSearchParams();
  for (const [name, value] of rest.filter(([name]) => inQuery(name))) {
    search.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  const body = Object.fromEntries(rest.filter(([name]) => !inQuery(name)));
  return {
    method: route.method as 'GET',
    url: search.size > 0 ? `${path}?${search}` : path,
    ...(route.body && { body: text ? String(body[text.member] ?? '') : JSON.stringify(body) }),
  };
}
