import { expect, test } from 'vitest';
import { agentsFor } from '../support/agents.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';

const api = emulatorForFile();
const { sessionOf, say, scripted } = agentsFor(api);

const corpus = 'teas';
const search = (more: object) => ({
  type: 'corpora_search',
  query_configuration: { search: { corpora: [{ corpus_key: corpus }], limit: 1 } },
  ...more,
});
const calling = (args: object) => ({ tool_calls: [{ name: 'kb', arguments: args }] });

/** Input and output of one call of a search whose configuration has these transforms. */
async function callWith(transforms: object, args: object = { query: 'x' }) {
  if ((await api.get(`/v2/corpora/${corpus}`)).status === 404) {
    await api.create('/v2/corpora', { key: corpus });
    await api.create(`/v2/corpora/${corpus}/documents`, {
      id: 'd',
      type: 'core',
      document_parts: [{ text: 'Tea is hot.' }],
    });
  }
  const at = await sessionOf({ tool_configurations: { kb: search(transforms) }, metadata: { topic: 'hot tea' } });
  await scripted(at, calling(args), { text: 'Done.' });
  const { events } = await say(at, 'Go.');
  const [, input, output, said] = events;
  expect(said.content).toBe('Done.');
  return { input, output };
}

test('arguments and output of a tool are what jq makes of them', async () => {
  const { input, output } = await callWith(
    {
      input_transform: '.args + {query: (.agent.metadata.topic + " " + .args.words)}',
      output_transform: '.search_results | {found: length, first: .[0].text}',
    },
    { query: '', words: 'please' },
  );
  expect(input.tool_input).toEqual({ query: '', words: 'please' });
  expect(output).toMatchObject({ error: false, tool_output: { found: 1, first: 'Tea is hot.' } });
  expect(output).not.toHaveProperty('output_wrapped');
});

test.each([
  ['a text', '.search_results[0].text', 'Tea is hot.'],
  ['several results', '.search_results[0] | .text, .document_id', ['Tea is hot.', 'd']],
  ['none', 'empty', []],
])('what is no object is wrapped: %s', async (_, output_transform, content) => {
  const { output } = await callWith({ output_transform });
  expect(output).toMatchObject({ tool_output: { content }, output_wrapped: true, error: false });
});

test.each([
  [
    'the output cannot be read so',
    { output_transform: '.search_results.nope' },
    /^Output transform failed: Cannot index/,
  ],
  [
    'the arguments become no object',
    { input_transform: '.args.query' },
    /^Input transform failed: its result should be an object\.$/,
  ],
  ['it says so', { input_transform: 'error("no such tea")' }, /^Input transform failed: no such tea$/],
  ['files are asked for', { output_transform: 'input' }, /^Output transform failed: /],
])('a transform that fails is an error of the tool, and the turn goes on: %s', async (_, transforms, message) => {
  const { output } = await callWith(transforms);
  expect(output).toMatchObject({ error: true, tool_output: { error: expect.stringMatching(message) } });
});

test.each([
  ['{', /is no jq program: syntax error/],
  ['nothing_there(1)', /is no jq program: nothing_there\/1 is not defined\.$/],
  ['include "x"; .', /is no jq program: /],
])('an agent with the transform %s is refused', async (program, message) => {
  const tool_configurations = { kb: search({ output_transform: program }) };
  const model = { name: 'gpt-4o' };
  const agent = { name: 'a', model, first_step: { name: 'main' }, key: uniqueName('agent') };
  const field = 'body.tool_configurations.kb.output_transform';
  const expected = { status: 400, body: { field_errors: { [field]: expect.stringMatching(message) } } };
  expect(await api.post('/v2/agents', { ...agent, tool_configurations })).toMatchObject(expected);
  await api.create('/v2/agents', agent);
  expect(await api.patch(`/v2/agents/${agent.key}`, { tool_configurations })).toMatchObject(expected);
});
