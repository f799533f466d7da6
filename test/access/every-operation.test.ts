/** Every emulated operation with every kind of caller, against the contract's list of roles. All of it is data. */
import { expect, onTestFinished, test } from 'vitest';
import { API_ROLES, CORPUS_ROLES } from '../../src/access/roles.ts';
import { CONTRACT_ROWS } from '../../src/http/operation.ts';
import { startEmulator } from '../../src/index.ts';
import { createClient } from '../support/client.ts';
import { createCallers, type Headers } from './support/callers.ts';
import { type Operation, operationsUnderTest } from './support/operations.ts';

/** Open to any caller, whatever the contract asks for (docs/behaviour/accounts.md, Who may call what). */
const BASELINE = `listCorpora listRerankers listLLMs listEncoders listGenerationPresets listTableExtractors
  listHallucinationCorrectors createApiKey listApiKeys getApiKey updateApiKey deleteApiKey createChatCompletion
  evaluateFactualConsistency correctHallucinations`.split(/\s+/);

const OWNER = 'zut_the-owner';

/** A server with the corpora `right` and `wrong`, and a caller of every kind. */
async function start() {
  let time = Date.now();
  const emulator = await startEmulator({ upstream: 'simulate', auth: 'strict', apiKey: OWNER, now: () => time });
  onTestFinished(() => emulator.close());
  const api = createClient(() => emulator.url);
  const owner = { headers: { 'x-api-key': OWNER } };
  for (const key of ['right', 'wrong']) await api.post('/v2/corpora', { key }, owner);
  const question = { query: 'a', search: { corpora: [{ corpus_key: 'right' }] } };
  const { body: chat } = await api.post('/v2/chats', question, owner);
  const callers = await createCallers(api, owner, (milliseconds) => {
    time += milliseconds;
  });
  const call = async ({ method, request }: Operation, headers: Headers, corpus_key: string) => {
    const { path, body } = request({ chat_id: chat.chat_id, turn_id: chat.turn_id, corpus_key });
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(emulator.url + path, { method, headers: { ...json, ...headers }, body });
    await response.arrayBuffer();
    return response.status;
  };
  return { callers, call };
}

interface Accepted {
  api?: readonly string[];
  corpus?: readonly string[];
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
    const compare = async (caller: string, headers: Headers, wanted: number | 'let in', corpus = 'not-there') => {
      const outcome = outcomeOf(await call(operation, headers, corpus));
      compared += 1;
      if (outcome !== wanted) wrong.push(`${operation.operationId}, ${caller} on ${corpus}: ${outcome}, not ${wanted}`);
    };
    const { api = [], corpus = [] } = acceptedBy(operation);
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
  }
  expect(wrong).toEqual([]);
  expect(compared).toBeGreaterThan(1800);
});
