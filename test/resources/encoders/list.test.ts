import { expect, test } from 'vitest';
import type { Json } from '../../support/client.ts';
import { emulatorForFile, startForTest } from '../../support/emulator.ts';

const untouched = emulatorForFile();

const namesOf = ({ encoders }: Json): string[] => encoders.map(({ name }: Json) => name);

test('the platform’s encoder is there, is the default, and looks as the service’s', async () => {
  expect(await untouched.read('/v2/encoders')).toEqual({
    encoders: [
      {
        id: 'enc_1',
        name: 'boomerang-2023-q3',
        type: 'vectara',
        output_dimensions: 768,
        description: expect.any(String),
        default: true,
        enabled: true,
        image_encoding: false,
      },
    ],
    metadata: {},
  });
});

test('one’s own follow in order of creation, filtered and in pages', async () => {
  const api = await startForTest({ upstream: 'simulate' });
  const common = { type: 'openai-compatible', uri: 'https://e.example/v1/embeddings', model: 'm' };
  await api.create('/v2/encoders', { ...common, name: 'first', description: 'for German' });
  await api.create('/v2/encoders', { ...common, name: 'second', description: 'for code' });
  expect(namesOf(await api.read('/v2/encoders'))).toEqual(['boomerang-2023-q3', 'first', 'second']);
  expect(namesOf(await api.read('/v2/encoders?filter=GERMAN|second'))).toEqual(['first', 'second']);

  const page = await api.read('/v2/encoders?limit=2');
  expect(namesOf(page)).toEqual(['boomerang-2023-q3', 'first']);
  const rest = await api.read(`/v2/encoders?limit=2&page_key=${page.metadata.page_key}`);
  expect(namesOf(rest)).toEqual(['second']);
  expect(rest.metadata).toEqual({});
});

test.each(['limit=0', 'limit=101', 'limit=x', 'filter=(', 'page_key=nonsense'])('%s is refused', async (query) => {
  const refused = await untouched.get(`/v2/encoders?${query}`);
  expect(refused.status).toBe(400);
  expect(Object.keys(refused.body.field_errors)).toEqual([`query.${query.split('=')[0]}`]);
});
