import { expect, onTestFinished, test } from 'vitest';
import { openAccounts } from '../../../src/accounts/accounts.ts';
import { createAccountFaults } from '../../../src/emulator/faults/account-faults.ts';
import type { FaultRule } from '../../../src/emulator/faults/fault-rule-schema.ts';
import { createRulesRepository } from '../../../src/emulator/rules/rules-repository.ts';

/** The faults of an account, opened as often as asked. */
function faultsOf() {
  const accounts = openAccounts(undefined, Date.now);
  onTestFinished(() => accounts.close());
  const { db } = accounts.open('default');
  return () => createAccountFaults(createRulesRepository<FaultRule>(db, 'fault', Date.now), false);
}
const DROP: FaultRule = { fault: { type: 'drop' } };

test('rules are kept in their order, their counters are not', () => {
  const open = faultsOf();
  const first = open();
  first.add([{ ...DROP, id: 'b' }, { ...DROP, id: 'a', when: { times: 3 } }, DROP]);
  first.put('b', { fault: { type: 'truncate', bytes: 3 } });
  first.rules[1]!.fires();
  expect(first.find('a')).toMatchObject({ times_matched: 1, times_fired: 1 });
  const second = open().list();
  expect(second.map(({ id, fault }) => [id, fault.type])).toEqual([
    ['b', 'truncate'],
    ['a', 'drop'],
    ['fault-1', 'drop'],
  ]);
  expect(second[1]).toEqual({ id: 'a', when: { times: 3 }, fault: { type: 'drop' }, times_matched: 0, times_fired: 0 });
});

test('a list is added as a whole or not at all', () => {
  const faults = faultsOf()();
  expect(() => faults.add([DROP, { ...DROP, id: 'x' }, { ...DROP, id: 'x' }])).toThrow("already a fault 'x'");
  expect(() => faults.add([DROP, { fault: { type: 'stream_cut' } }])).toThrow('Request validation failed.');
  expect(faults.list()).toEqual([]);
});

test('ids that were made up are used again once free', () => {
  const faults = faultsOf()();
  const ids = () => faults.add([DROP, DROP]).map(({ id }) => id);
  expect(ids()).toEqual(['fault-1', 'fault-2']);
  expect(faults.delete('fault-1')).toBe(true);
  expect(faults.delete('fault-1')).toBe(false);
  expect(ids()).toEqual(['fault-1', 'fault-3']);
  faults.clear();
  expect(faults.list()).toEqual([]);
  expect(ids()).toEqual(['fault-1', 'fault-2']);
});

test('replacing a rule lets its counters start anew', () => {
  const faults = faultsOf()();
  faults.add([{ ...DROP, id: 'x' }]);
  faults.rules[0]!.fires();
  expect(faults.put('x', DROP)).toMatchObject({ id: 'x', times_fired: 0 });
  expect(faults.list()).toHaveLength(1);
});
