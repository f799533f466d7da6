/** What a call that is being watched learns of scripts. */
import { expect, onTestFinished, test } from 'vitest';
import { perAccount } from '../../src/accounts/account.ts';
import { openAccounts } from '../../src/accounts/accounts.ts';
import { type CallNote, currentCall } from '../../src/calls/call.ts';
import { Provenance, Provenances } from '../../src/calls/provenance.ts';
import { createRulesRepository } from '../../src/emulator/rules/rules-repository.ts';
import type { Script } from '../../src/emulator/scripts/script-schema.ts';
import { createScriptedModels } from '../../src/emulator/scripts/scripted-models.ts';
import { createScripts } from '../../src/emulator/scripts/scripts.ts';
import { createBuiltInModel } from '../../src/upstream/built-in/built-in-model.ts';
import { collectChunks } from '../../src/upstream/collect-chunks.ts';

test('a match, and every mismatch', async () => {
  const accounts = openAccounts(undefined);
  onTestFinished(() => accounts.close());
  const account = accounts.open('noted');
  const scripts = perAccount(({ db }) =>
    createScripts({
      store: createRulesRepository<Script>(db, 'script', Date.now),
      settings: createRulesRepository<boolean>(db, 'script-setting', Date.now),
      strictByDefault: false,
    }),
  );
  const logged: object[] = [];
  const log = { debug: (details: object, message: string) => void logged.push({ ...details, message }) };
  const models = createScriptedModels(scripts, log);
  const llm = { name: 'gpt-4o', model: 'gpt-4o' };
  const model = models.wrap(account, llm, createBuiltInModel(), new Provenance('gpt-4o'), 'my-preset');

  const notes: CallNote[] = [];
  const ask = () =>
    currentCall.run(
      {
        id: 'call-1',
        account,
        method: 'POST',
        path: '/v2/query',
        headers: {},
        operationId: 'query',
        bypass: undefined,
        provenances: new Provenances(),
        note: (note) => void notes.push(note),
      },
      () =>
        collectChunks(
          model.generate(
            { messages: [{ role: 'user', content: 'Hello' }], parameters: {}, stream: false },
            AbortSignal.timeout(9000),
          ),
        ),
    );

  await ask();
  expect([notes, logged]).toEqual([[], []]);

  const error = { status: 429 };
  scripts(account).add([
    { id: 'other', match: { preset: 'other' }, answer: { text: 'x' } },
    { id: 'mine', match: { preset: 'my-preset' }, answers: [{ text: 'a' }, { error }], times: 2 },
  ]);
  expect((await ask()).text).toBe('a');
  await expect(ask()).rejects.toThrow('HTTP 429: Too Many Requests');
  const refusals = [
    { script: 'other', condition: 'match.preset', wanted: '"other"', found: '"my-preset"' },
    { script: 'mine', condition: 'times', wanted: 'at most 2 uses', found: '2 so far' },
  ];
  expect((await ask()).text).not.toBe('a');
  expect(notes).toEqual([
    { kind: 'script_matched', llm: 'gpt-4o', script: 'mine', answer: 1, use: 1 },
    { kind: 'script_matched', llm: 'gpt-4o', script: 'mine', answer: 2, use: 2, error },
    { kind: 'scripts_not_matched', llm: 'gpt-4o', scripts: refusals },
  ]);
  expect(logged).toEqual([{ llm: 'gpt-4o', refusals, requestId: 'call-1', message: 'no script matched' }]);
});
