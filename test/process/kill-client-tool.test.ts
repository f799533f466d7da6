/** Calls that wait for the client outlast the process. */
import { expect, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { startProcess, temporaryFolder } from '../support/process.ts';

/** Two in the suite, many in `npm run test:kill`. */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 1);

const AT = '/v2/agents/signer/sessions/s';

test('a client tool is answered after kill -9, again and again', async () => {
  const args = ['--data-dir', temporaryFolder(), '--upstream', 'simulate', '--log-level', 'silent'];
  let api = await startProcess(args);
  const { id: tool_id } = await api.create('/v2/tools', { type: 'client', name: 'sign', description: 'Signs.' });
  await api.create('/v2/agents', {
    key: 'signer',
    name: 'Signer',
    model: { name: 'gpt-4o' },
    first_step: { name: 'main' },
    tool_configurations: { sign: { type: 'client', tool_id } },
  });
  await api.create('/v2/agents/signer/sessions', { key: 's' });
  const script = async (answer: object) => {
    await api.delete('/_emulator/scripts');
    await api.create('/_emulator/scripts', { answers: [answer] });
  };

  for (let round = 0; round < ROUNDS; round += 1) {
    const calls = ['a', 'b'].map((id) => ({ name: 'sign', id, arguments: { page: id, round } }));
    await script({ tool_calls: calls });
    const { events } = await api.create(`${AT}/events`, { messages: [{ content: `Round ${round}.` }] });
    const told = events.at(-1).pending_calls;
    api.child.kill('SIGKILL');
    await api.exited;

    api = await startProcess(args);
    expect((await api.read(AT)).status).toBe('stopped');
    const { client_tool_calls } = await api.read(`${AT}/outstanding_client_tool_calls`);
    expect(client_tool_calls).toEqual(told);
    expect((await api.post(`${AT}/events`, { messages: [{ content: 'Well?' }] })).status).toBe(409);
    await script({ text: `Signed ${round}.` });
    const tool_outputs = told.map(({ event_id }: Json) => ({ type: 'success', event_id, output: { round } }));
    const answered = await api.create(`${AT}/events`, { type: 'tool_output', tool_outputs });
    expect(answered.events.map(({ type }: Json) => type)).toEqual(['tool_output', 'tool_output', 'agent_output']);
    expect(answered.events.at(-1).content).toBe(`Signed ${round}.`);
  }
}, 600_000);
