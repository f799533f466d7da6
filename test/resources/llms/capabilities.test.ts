import { describe, expect, test } from 'vitest';
import { emulatorForFile, uniqueName } from '../../support/emulator.ts';

const api = emulatorForFile({ upstream: 'simulate' });

type Row = [
  type: string,
  model: string,
  image: boolean,
  context: number,
  tools: boolean,
  structured: boolean,
  alternation: boolean,
];

const AUTH: Record<string, object | undefined> = {
  'vertex-ai': { type: 'api_key', api_key: 'k' },
  anthropic: { type: 'bearer', token: 't' },
};

const create = (type: string, model: string, capabilities?: object) =>
  api.create('/v2/llms', {
    type,
    name: uniqueName(model),
    model,
    uri: 'http://x.example',
    auth: AUTH[type],
    capabilities,
  });

const OPENAI = 'openai-compatible';

describe('docs/behaviour/llms.md, Capabilities, row by row', () => {
  // biome-ignore format: a table
  test.each<Row>([
    [OPENAI, 'gpt-5', true, 400_000, true, true, false],
    [OPENAI, 'GPT-5-mini', true, 400_000, true, true, false],
    [OPENAI, 'openrouter/openai/gpt-5', true, 400_000, true, true, false],
    [OPENAI, 'azure/gpt-35-turbo', false, 16_385, true, false, false],
    [OPENAI, 'ft:gpt-4o-mini:me::1', true, 128_000, true, true, false],
    [OPENAI, 'gpt-4.1-nano', true, 1_047_576, true, true, false],
    [OPENAI, 'gpt-4o-mini', true, 128_000, true, true, false],
    [OPENAI, 'chatgpt-4o-latest', true, 128_000, true, true, false],
    [OPENAI, 'gpt-4-turbo-2024-04-09', true, 128_000, true, false, false],
    [OPENAI, 'gpt-4-0613', false, 8_192, true, false, false],
    [OPENAI, 'gpt-3.5-turbo', false, 16_385, true, false, false],
    [OPENAI, 'o1-mini', false, 128_000, false, false, false],
    [OPENAI, 'o1-preview-2024-09-12', false, 128_000, false, false, false],
    ['openai-responses', 'o1', true, 200_000, true, true, false],
    ['openai-responses', 'o3-mini', true, 200_000, true, true, false],
    [OPENAI, 'o4-mini', true, 200_000, true, true, false],
    [OPENAI, 'claude-3-7-sonnet-20250219', true, 200_000, true, false, false],
    ['anthropic', 'claude-3-7-sonnet-20250219', true, 200_000, true, false, true],
    ['anthropic', 'eu.anthropic.claude-opus', true, 200_000, true, false, true],
    [OPENAI, 'google/gemini-2.0-flash', true, 1_048_576, true, true, false],
    [OPENAI, 'my-mockingbird', false, 32_768, false, false, true],
    ['vertex-ai', 'gemma-3', true, 1_048_576, true, true, false],
    ['anthropic', 'something-else', true, 200_000, true, false, true],
    [OPENAI, 'llama-3.3', false, 32_768, false, false, false],
    [OPENAI, 'not-gpt-4o', false, 32_768, false, false, false],
  ])('%s %s', async (type, model, image_support, context_limit, tool_calling, structured_outputs, alternation) => {
    expect((await create(type, model)).capabilities).toEqual({
      image_support,
      context_limit,
      tool_calling,
      structured_outputs,
      requires_role_alternation: alternation,
    });
  });
});

test('explicit fields win one by one', async () => {
  const { capabilities } = await create(OPENAI, 'gpt-4o', { context_limit: 4096, requires_role_alternation: true });
  expect(capabilities).toEqual({
    image_support: true,
    context_limit: 4096,
    tool_calling: true,
    structured_outputs: true,
    requires_role_alternation: true,
  });
});

test('on PATCH the given fields replace, the others stay', async () => {
  const { id } = await create(OPENAI, 'llama', { tool_calling: true });
  const answer = await api.patch(`/v2/llms/${id}`, { capabilities: { image_support: true } });
  expect(answer.body.capabilities).toMatchObject({ tool_calling: true, image_support: true, context_limit: 32_768 });
});
