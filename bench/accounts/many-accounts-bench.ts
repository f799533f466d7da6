/** A thousand accounts in one process: how long each takes to open, and the memory they leave it with. */
import { openAccounts } from '../../src/accounts/accounts.ts';
import { report } from '../figures.ts';
import { builtPackage, startEmulatorProcess, temporaryFolder } from '../server/processes/emulator.ts';
import { median, quantile } from '../statistics.ts';

const ACCOUNTS = 1000;

const accounts = openAccounts(temporaryFolder());
const opened = Array.from({ length: ACCOUNTS }, (_, index) => {
  const start = performance.now();
  accounts.open(`account-${index}`);
  return performance.now() - start;
});
accounts.close();
const opening = { unit: 'ms', judgedBy: 'value', bound: 'at most', target: 10 } as const;
report({ name: 'opening a new account, median', measured: median(opened), ...opening });
report({ name: 'opening a new account, p99', measured: quantile(opened, 0.99), ...opening });

const emulator = await startEmulatorProcess(await builtPackage(), temporaryFolder());
for (let index = 0; index < ACCOUNTS; index++) {
  const headers = { 'x-api-key': 'any', 'x-emulator-account': `account-${index}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ key: 'corpus' });
  const { status } = await fetch(`${emulator.url}/v2/corpora`, { method: 'POST', headers, body });
  if (status !== 201) throw new Error(`account ${index} was answered with ${status}`);
}
report({
  name: `memory with ${ACCOUNTS} accounts used`,
  unit: 'MB',
  measured: emulator.rss() / 1e6,
  judgedBy: 'value',
  bound: 'at most',
  target: 300,
});
await emulator.stop();
