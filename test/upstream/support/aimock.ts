import { LLMock } from '@copilotkit/aimock';
import { onTestFinished } from 'vitest';

/** An upstream that is not ours, for one test. */
export async function startAimock(options: { chunkSize?: number } = {}) {
  const mock = await LLMock.create({ host: '127.0.0.1', port: 0, logLevel: 'silent', ...options });
  onTestFinished(() => mock.stop());
  return mock;
}
