/** Where an emulator answers otherwise than another service: an emulator that is scripted to deviate. */
import { afterEach, expect, test } from 'vitest';
import { runDrift } from '../../src/drift-command.ts';
import { emulatorForFile } from '../support/emulator.ts';
import { runProcess } from '../support/process.ts';

const api = emulatorForFile();
const other = emulatorForFile();
afterEach(() => other.delete('/_emulator/api-scripts'));

const command = (more = {}) => ({
  ...{ emulator: api.url, emulatorKey: 'any', against: other.url, apiKey: 'any', writes: false, asJson: true },
  ...more,
});
const differences = async (more = {}) => JSON.parse((await runDrift(command(more), () => {})).text).differences;

test('two emulators do not differ, and nothing is left behind', async () => {
  const { text, isAlike } = await runDrift(command({ writes: true, asJson: false }), () => {});
  expect([text, isAlike]).toEqual([expect.stringMatching(/^No difference in \d\d calls\.\n$/), true]);
  expect((await other.read('/v2/corpora')).corpora).toEqual([]);
});

test('statuses, members, types, texts and events that differ are told, and nothing else', async () => {
  const answers = [
    { operation: 'listLLMs', answer: { patch: { more: true, metadata: 'none' } } },
    { operation: 'getCorpusDocument', answer: { status: 410, patch: {} } },
    { operation: 'listCorpusDocuments', answer: { patch: { messages: ['Gone away.'] } } },
    { operation: 'query', answer: { patch_events: { end: { type: 'over' } } } },
  ];
  await other.create(
    '/_emulator/api-scripts',
    answers.map(({ operation, answer }) => ({ match: { operation }, answer })),
  );
  const found = await differences();
  const at = (path: string) => found.filter(({ step }: { step: string }) => step.includes(path));
  expect(at('/v2/llms')).toEqual([
    { step: 'GET /v2/llms?limit=5', aspect: 'type', place: 'metadata', emulator: 'object', other: 'string' },
    { step: 'GET /v2/llms?limit=5', aspect: 'member', place: 'more', emulator: 'absent', other: 'there' },
  ]);
  expect(at('/documents/none')).toMatchObject([{ aspect: 'status', emulator: '404', other: '410' }]);
  expect(at('drift-absent/documents')).toMatchObject([
    { aspect: 'text', place: 'messages', other: '["Gone away."]' },
    {},
  ]);
  expect(found).toHaveLength(4);
  const written = await differences({ writes: true });
  expect(written.filter(({ aspect }: { aspect: string }) => aspect === 'events')).toMatchObject([
    { emulator: 'search_results, end', other: 'search_results, over' },
  ]);
});

test('the command prints a table and ends with 1', async () => {
  await other.create('/_emulator/api-scripts', { match: { operation: 'listJobs' }, answer: { status: 503, body: {} } });
  const env = { VECTARA_API_KEY: 'zut_any' };
  const { code, stdout } = await runProcess(['drift', '--url', api.url, '--against', other.url], { env });
  expect(code).toBe(1);
  expect(stdout).toMatch(/^call +what +where +emulator +other\n/);
  expect(stdout).toMatch(/^GET \/v2\/jobs\?limit=5 +status +200 +503$/m);
  const refused = await runProcess(['drift'], { env });
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('drift --against URL')]);
});
