/** Agents and their sessions, as tests of turns make and talk to them. */
import { API_KEY, type Client, type Json } from './client.ts';
import { uniqueName } from './emulator.ts';
import { parseEvents } from './stream-events.ts';

export const inline = (template: string) => [{ type: 'inline', name: 'i', template }];

export const instructions = inline('Help.');

export const text = (content: string, more: object = {}) => ({ messages: [{ type: 'text', content }], ...more });

/** A tool that searches one corpus. */
export const searchOf = (corpus_key: string) => ({
  type: 'corpora_search',
  query_configuration: { search: { corpora: [{ corpus_key }], limit: 2 } },
});

export const agentOf = (at: string): string => at.split('/')[3]!;

export function agentsFor(api: Client) {
  return {
    /** The path of a session of a new agent. */
    async sessionOf(agent: object = {}, session: object = { metadata: { who: 'Ada' } }): Promise<string> {
      const key = uniqueName('agent');
      await api.create('/v2/agents', {
        key,
        name: 'Support',
        model: { name: 'gpt-4o' },
        first_step: { name: 'main', instructions: inline('Help $session.metadata.who.') },
        ...agent,
      });
      const { key: sessionKey } = await api.create(`/v2/agents/${key}/sessions`, session);
      return `/v2/agents/${key}/sessions/${sessionKey}`;
    },

    say: (at: string, content: string, more: object = {}) => api.create(`${at}/events`, text(content, more)),

    /** Uploads a file, and gives the artifact that it is. */
    async upload(at: string, filename: string, content: string | Uint8Array, type = ''): Promise<Json> {
      const form = new FormData();
      form.append('files', new Blob([content as string], { type }), filename);
      const headers = { 'x-api-key': API_KEY };
      const answer = await fetch(`${api.url}${at}/events`, { method: 'POST', headers, body: form });
      const { events } = (await answer.json()) as Json;
      return events[0].artifacts[0];
    },

    /** Has the model of this session's agent call a tool; gives the call's output. */
    async callTool(at: string, name: string, args: object): Promise<Json> {
      const match = { agent: agentOf(at) };
      const answers = [{ tool_calls: [{ name, arguments: args }] }, { text: 'Done.' }];
      await api.post('/_emulator/scripts', { match, answers, exhausted: 'stop-matching' });
      const { events } = await api.create(`${at}/events`, text('Go.'));
      return events.find(({ type }: Json) => type === 'tool_output');
    },

    /** The same, whatever the status of the answer is. */
    tell: (at: string, content: string) => api.post(`${at}/events`, text(content)),

    stream: async (at: string, content: string, more: object = {}): Promise<Json[]> =>
      parseEvents((await api.post(`${at}/events`, text(content, { stream_response: true, ...more }))).text),

    /** What the model of this session's agent says, one answer a call. */
    scripted: (at: string, ...answers: object[]) =>
      api.post('/_emulator/scripts', { match: { agent: agentOf(at) }, answers, exhausted: 'stop-matching' }),
  };
}
