/** What a call is told of the faults that happen to it. */
import { expect, onTestFinished, test } from 'vitest';
import { openAccounts } from '../../src/accounts/accounts.ts';
import { type Call, type CallNote, currentCall } from '../../src/calls/call.ts';
import { Provenance, Provenances } from '../../src/calls/provenance.ts';
import type { FaultRule } from '../../src/emulator/faults/fault-rule-schema.ts';
import { createFaults } from '../../src/emulator/faults/faults.ts';
import { createRulesRepository } from '../../src/emulator/rules/rules-repository.ts';
import { createBuiltInModel } from '../../src/upstream/built-in/built-in-model.ts';
import { ask, failureOf } from '../upstream/support/upstream.ts';

const REFUSED = { type: 'upstream_refused' } as const;

function open() {
  const accounts = openAccounts(undefined, Date.now);
  onTestFinished(() => accounts.close());
  const account = accounts.open('default');
  const faults = createFaults({
    storeOf: ({ db }) => createRulesRepository<FaultRule>(db, 'fault', Date.now),
    magic: false,
    currentCall,
    llmOfPreset: () => undefined,
  });
  const notes: CallNote[] = [];
  const asked = { account, method: 'POST', path: '/v2/query', operationId: 'query', headers: {}, bypass: undefined };
  const call: Call = { ...asked, id: '1', provenances: new Provenances(), note: (note) => notes.push(note) };
  const model = faults.model(createBuiltInModel(), 'gpt-4o', new Provenance('gpt-4o'));
  const generate = () => Array.fromAsync(model.generate(ask(), new AbortController().signal));
  return { faults, account, currentCall, call, notes, subject: { ...asked, params: {}, query: {} }, generate };
}

test('each that fires, on both sides', async () => {
  const { faults, account, currentCall, call, notes, subject, generate } = open();
  const cut = { type: 'truncate', bytes: 5 } as const;
  faults.of(account).add([
    { id: 'cut', fault: cut },
    { id: 'down', where: { llm: 'gpt-4o' }, fault: REFUSED },
  ]);
  await currentCall.run(call, async () => {
    expect(faults.source.open(subject)?.early()).toMatchObject({ id: 'cut', fault: cut });
    expect(await failureOf(generate())).toMatchObject({ kind: 'unreachable' });
  });
  expect(notes).toEqual([
    { kind: 'fault', id: 'cut', fault: cut },
    { kind: 'fault', id: 'down', fault: REFUSED },
  ]);
});

test('work outside of a call, and calls without faults, are left alone', async () => {
  const { faults, account, currentCall, call, notes, subject, generate } = open();
  expect(currentCall.run(call, () => faults.source.open(subject))).toBeUndefined();
  faults.of(account).add([{ fault: REFUSED }]);
  expect((await generate()).at(-1)?.type).toBe('finish');
  expect(notes).toEqual([]);
});
