/** One plain upstream, reached through the emulator and through the bare relay. */
import { builtPackage, registerPlainLlm, startEmulatorProcess, temporaryFolder } from './processes/emulator.ts';
import { type ProcessOptions, startProcess } from './processes/start-process.ts';

const here = (file: string) => new URL(`./processes/${file}`, import.meta.url).pathname;

export async function startRelays(options?: ProcessOptions) {
  const upstream = await startProcess([here('plain-upstream.ts')]);
  const bare = await startProcess([here('bare-relay.ts'), `${upstream.url}/v1/chat/completions`]);
  const emulator = await startEmulatorProcess(await builtPackage(), temporaryFolder(), options);
  await registerPlainLlm(emulator.url, upstream.url);
  return {
    emulator,
    ours: `${emulator.url}/v2/llms/chat/completions`,
    bare: `${bare.url}/v1/chat/completions`,
    stop: () => Promise.all([emulator, bare, upstream].map((process) => process.stop())),
  };
}

export const CLIENT_HEADERS = { 'content-type': 'application/json', 'x-api-key': 'any' };

/** A chat of ordinary size: a system prompt with a few retrieved passages, and a question. */
export const chat = (extra: object = {}): string =>
  JSON.stringify({
    model: 'plain',
    messages: [
      { role: 'system', content: 'Answer from these passages. '.repeat(60) },
      { role: 'user', content: 'What is a plain answer?' },
    ],
    ...extra,
  });
