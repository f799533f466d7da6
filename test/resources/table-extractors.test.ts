import { expect, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { emulatorForFile } from '../support/emulator.ts';

const api = emulatorForFile();

test('gmft is the default, textract the other one', async () => {
  const { table_extractors } = await api.read('/v2/table_extractors');
  expect(table_extractors.map(({ name, is_default }: Json) => [name, is_default])).toEqual([
    ['gmft', true],
    ['textract', false],
  ]);
  for (const { description } of table_extractors) expect(description).toMatch(/\w+/);
});
