import { afterEach } from 'vitest';
import type { Script } from '../../src/emulator/scripts/script-schema.ts';
import type { Json } from '../support/client.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { startAimock } from '../upstream/support/aimock.ts';

const header = { type: 'header', header: 'x-api-key', value: 'sk-1' };
const AUTH = {
  'openai-compatible': header,
  'openai-responses': header,
  anthropic: header,
  'vertex-ai': { type: 'api_key', api_key: 'sk-1' },
};

/** Where an upstream speaks each dialect. */
const PATHS = {
  'openai-compatible': '/v1/chat/completions',
  'openai-responses': '/v1/responses',
  anthropic: '/v1/messages',
  'vertex-ai': '/v1beta',
};

/** An emulator for a file, whose scripts are gone after every test. */
export function scriptedEmulator() {
  const api = emulatorForFile();
  afterEach(async () => {
    await api.delete('/_emulator/scripts');
    await api.put('/_emulator/scripts/strict', { strict: false });
  });

  return {
    api,
    script: (script: Script): Promise<Json> => api.create('/_emulator/scripts', script),

    /** What `model` says to `text`, by the chat completions operation. */
    chat: (text: string, extra: Json = {}, headers: Record<string, string> = {}) =>
      api.post(
        '/v2/llms/chat/completions',
        { model: 'gpt-4o', messages: [{ role: 'user', content: text }], ...extra },
        { headers },
      ),

    /** An LLM whose upstream says `true answer`, and how often it was asked since. */
    async registered(type: keyof typeof PATHS = 'openai-compatible') {
      const upstream = await startAimock();
      upstream.onMessage(/./, { content: 'true answer' });
      const name = uniqueName('registered');
      await api.create('/v2/llms', {
        type,
        name,
        model: 'provider-model',
        uri: upstream.url + PATHS[type],
        auth: AUTH[type],
      });
      const before = upstream.getRequests().length;
      return { name, asked: () => upstream.getRequests().length - before };
    },
  };
}

export const contentOf = ({ body }: { body: Json }): string => body.choices[0].message.content;
