/** Agents and their sessions, for tests that are about what happens in them. */
import type { Client } from './client.ts';
import { uniqueName } from './emulator.ts';

export const inline = (template: string) => [{ type: 'inline', name: 'i', template }];

export const instructions = inline('Help.');

export const agentOf = (at: string): string => at.split('/')[3]!;

export const agentsFor = (api: Client) => ({
  /** The path of a session of a new agent. */
  async sessionOf(agent: object = {}): Promise<string> {
    const key = uniqueName('agent');
    await api.create('/v2/agents', {
      key,
      name: 'Support',
      model: { name: 'gpt-4o' },
      first_step: { name: 'main', instructions: inline('Help.') },
      ...agent,
    });
    const { key: sessionKey } = await api.create(`/v2/agents/${key}/sessions`, {});
    return `/v2/agents/${key}/sessions/${sessionKey}`;
  },

  say: (at: string, content: string) => api.create(`${at}/events`, { messages: [{ type: 'text', content }] }),

  /** The same, whatever the status of the answer is. */
  tell: (at: string, content: string) => api.post(`${at}/events`, { messages: [{ type: 'text', content }] }),

  /** What the model of this session's agent says, one answer a call. */
  scripted: (at: string, ...answers: object[]) =>
    api.post('/_emulator/scripts', { match: { agent: agentOf(at) }, answers, exhausted: 'stop-matching' }),
});
