/** Every emulated operation with every kind of caller, against the contract's list of roles. All of it is data. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { AGENT_ROLES, API_ROLES, CORPUS_ROLES } from '../../src/access/roles.ts';
import { CONTRACT_ROWS } from '../../src/http/operation.ts';
import { startEmulator } from '../../src/index.ts';
import { createClient } from '../support/client.ts';
import { temporaryFolder } from '../support/process.ts';
import { createCallers, type Headers } from './support/callers.ts';
import { type Operation, operationsUnderTest, type Places } from './support/operations.ts';

/** Open to any caller, whatever the contract asks for (docs/behaviour/accounts.md, Who may call what). */
const BASELINE = `listCorpora listRerankers listLLMs listEncoders listGenerationPresets listTableExtractors
  listHallucinationCorrectors createApiKey listApiKeys getApiKey updateApiKey deleteApiKey createChatCompletion
  evaluateFactualConsistency correctHallucinations`.split(/\s+/);

const OWNER = 'zut_the-owner';

/** Stands in everything that is stored about the corpus `wrong`. */
const SECRET = 'heliotrope';

/** A server with the corpora `right` and `wrong`, a chat about each, and a caller of every kind. */
async function start(dataDir?: string) {
  let time = Date.now();
  const emulator = await startEmulator({
    upstream: 'simulate',
    auth: 'strict',
    apiKey: OWNER,
    dataDir,
    now: () => time,
  });
  onTestFinished(() => emulator.close());
  const api = createClient(() => emulator.url);
  const owner = { headers: { 'x-api-key': OWNER } };
  for (const key of ['right', 'wrong']) await api.post('/v2/corpora', { key }, owner);
  const agent = { name: 'a', model: { name: 'gpt-4o' }, first_step: { name: 'main' } };
  for (const key of ['right', 'wrong']) await api.post('/v2/agents', { ...agent, key }, owner);
  const about = (query: string, ...keys: string[]) => ({
    query,
    search: { corpora: keys.map((corpus_key) => ({ corpus_key })) },
    save_history: true,
  });
  const { body: chat } = await api.post('/v2/chats', about('a', 'right'), owner);
  const callers = await createCallers(api, owner, (milliseconds) => {
    time += milliseconds;
  });
  const ask = async ({ method, request }: Operation, headers: Headers, places: Places) => {
    const { path, body } = request(places);
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(emulator.url + path, { method, headers: { ...json, ...headers }, body });
    return { status: response.status, text: await response.text() };
  };
  const call = async (operation: Operation, headers: Headers, key: string) =>
    (await ask(operation, headers, { chat_id: chat.chat_id, turn_id: chat.turn_id, corpus_key: key, agent_key: key }))
      .status;
  return { emulator, callers, chat, call, ask, api, owner, about };
}

interface Accepted {
  api?: readonly string[];
  corpus?: readonly string[];
  agent?: readonly string[];
}

const acceptedBy = ({ operationId }: Operation) =>
  (CONTRACT_ROWS as Record<string, { roles: Accepted }>)[operationId]!.roles;

/** 401 and 403 as they are; anything else got past the door. */
const outcomeOf = (status: number) => (status === 401 || status === 403 ? status : 'let in');

test('the walk covers what is emulated', () => {
  expect(operationsUnderTest.length).toBeGreaterThanOrEqual(70);
  expect(operationsUnderTest.filter((operation) => !acceptedBy(operation))).toEqual([]);
});

test('each caller is let in where the contract says so, and nowhere else', async () => {
  const { callers, call } = await start();
  let compared = 0;
  const wrong: string[] = [];

  for (const operation of operationsUnderTest) {
    const compare = async (caller: string, headers: Headers, wanted: number | 'let in', key = 'not-there') => {
      const outcome = outcomeOf(await call(operation, headers, key));
      compared += 1;
      if (outcome !== wanted) wrong.push(`${operation.operationId}, ${caller} on ${key}: ${outcome}, not ${wanted}`);
    };
    const { api = [], corpus = [], agent = [] } = acceptedBy(operation);
    const isOpen = BASELINE.includes(operation.operationId);
    const wantedIf = (isAccepted: boolean) => (isOpen || isAccepted ? 'let in' : 403);

    await Promise.all([
      ...Object.entries(callers.strangers).map(([caller, headers]) => compare(caller, headers, 401)),
      compare('no role', callers.withoutRole, wantedIf(false)),
      ...API_ROLES.map((role) => compare(role, callers.byApiRole[role], wantedIf(api.includes(role)))),
    ]);
    // One after another: the owner of a corpus, who comes last, may delete it.
    for (const role of CORPUS_ROLES) {
      const headers = callers.byCorpusRole[role];
      if (operation.namesCorpus) {
        await compare(role, headers, wantedIf(false), 'wrong');
        await compare(role, headers, wantedIf(false), 'not-there');
      }
      await compare(role, headers, wantedIf(corpus.includes(role)), 'right');
    }
    for (const role of AGENT_ROLES) {
      const headers = callers.byAgentRole[role];
      await compare(`${role} of an agent`, headers, wantedIf(agent.includes(role)), 'right');
      if (operation.namesAgent) await compare(`${role} of an agent`, headers, wantedIf(false), 'wrong');
    }
  }
  expect(wrong).toEqual([]);
  expect(compared).toBeGreaterThan(2900);
});

test('a role on one corpus leads to nothing of another, whichever id is known', async () => {
  const { callers, ask, api, owner, about } = await start();
  const document = {
    id: 'd',
    type: 'core',
    metadata: { SECRET },
    document_parts: [{ text: `The ${SECRET} is here.` }],
  };
  await api.post('/v2/corpora/wrong/documents', document, owner);
  const { body: chat } = await api.post('/v2/chats', about(`Where is the ${SECRET}?`, 'right', 'wrong'), owner);
  // Understood from the turn before, so that its history tells of it though it searches the other corpus alone.
  await api.post(`/v2/chats/${chat.chat_id}/turns`, about('And it?', 'right'), owner);
  await api.post('/v2/corpora/wrong/replace_filter_attributes', { filter_attributes: [] }, owner);
  const { body: history } = await api.get('/v2/queries', owner);
  const { body: jobs } = await api.get('/v2/jobs', owner);
  const ofChat = history.queries.filter(({ chat_id }: { chat_id: string }) => chat_id === chat.chat_id);
  expect([ofChat.length, jobs.jobs.length]).toEqual([2, 1]);

  const places = { ...chat, corpus_key: 'right', document_id: 'd', job_id: jobs.jobs[0].id };
  const refused = new Set<string>();
  const told: string[] = [];
  for (const operation of operationsUnderTest) {
    for (const { id } of ofChat) {
      const { status, text } = await ask(operation, callers.byCorpusRole.editor, { ...places, query_id: id });
      if (text.includes(SECRET)) told.push(operation.operationId);
      if (status === 403 || status === 404) refused.add(operation.operationId);
    }
  }
  expect(told).toEqual([]);
  const byId = operationsUnderTest.filter(({ ids }) => /chat_id|query_id|job_id|document_id/.test(ids));
  expect(byId.filter(({ operationId }) => !refused.has(operationId))).toEqual([]);
});

test('a chat from before corpora were kept with its turns is for callers with a role on every corpus', async () => {
  const folder = temporaryFolder();
  const before = await start(folder);
  await before.emulator.close();
  const [file] = readdirSync(folder).filter((name) => name.endsWith('.sqlite'));
  const db = new Database(join(folder, file!));
  db.exec('UPDATE chat_turns SET corpus_keys = NULL');
  db.close();

  const { callers, ask, chat } = await start(folder);
  const goOn = operationsUnderTest.find(({ operationId }) => operationId === 'createChatTurn')!;
  const statuses = async ({ chat_id }: typeof chat) => {
    const given = [callers.byCorpusRole.viewer, callers.byApiRole.corpus_viewer];
    const answers = given.map((headers) => ask(goOn, headers, { chat_id, corpus_key: 'right' }));
    return (await Promise.all(answers)).map(({ status }) => status);
  };
  expect(await statuses(chat)).toEqual([200, 200]);
  expect(await statuses(before.chat)).toEqual([403, 200]);
});
