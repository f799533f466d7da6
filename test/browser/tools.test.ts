import { expect, test } from 'vitest';
import { seriousViolations } from './support/accessibility.ts';
import { describeInBrowser } from './support/chromium.ts';
import { emulatorForFile } from './support/emulator.ts';
import { visit } from './support/visit.ts';

const MARKUP = '<img src=x onerror="document.title=1"><b>bold</b>';

/** The first call of an interpreter of Python on a busy machine. */
const STARTS_WITHIN = { timeout: 45_000 };

describeInBrowser('the tools of the console', () => {
  const api = emulatorForFile({ upstream: 'simulate' });

  test('a lambda is written, checked as it is typed, tried out, changed and deleted', {
    timeout: 120_000,
  }, async () => {
    const page = await visit(api.url, 'tools');
    await page.getByRole('region', { name: 'Your own' }).waitFor();
    await page.keyboard.press('n');
    const code = page.getByRole('textbox', { name: 'Code' });
    await code.fill('def process(city: str');
    await page.getByText('invalid', { exact: true }).waitFor(STARTS_WITHIN);
    await code.fill(
      `def process(city: str, loud: bool = False) -> dict:\n    return {"told": city + ${JSON.stringify(MARKUP)}}\n`,
    );
    await page.getByText('It takes city, loud.').waitFor(STARTS_WITHIN);
    await page.getByLabel('Name', { exact: true }).fill('teller');
    await page.getByLabel('Description').fill(MARKUP);
    await page.getByRole('button', { name: 'Make it' }).press('Enter');
    await page.waitForURL(/#\/tools\/tol_/, STARTS_WITHIN);

    const tests = page.getByRole('region', { name: 'Test' });
    await tests.getByLabel('city (required)').fill('Kiel');
    await tests.getByLabel('loud').press('Space');
    await tests.getByRole('button', { name: 'Test' }).press('Enter');
    await tests.getByRole('group', { name: 'output' }).getByText('Kiel<img').waitFor(STARTS_WITHIN);
    expect(await tests.getByRole('group', { name: 'arguments as the model writes them' }).textContent()).toBe(
      JSON.stringify({ city: 'Kiel', loud: true }, null, 2),
    );
    expect(await page.locator('main :is(img, b)').count()).toBe(0);

    await code.fill('def process(city: str) -> dict:\n    raise ValueError("No " + city)\n');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved teller.').waitFor(STARTS_WITHIN);
    await tests.getByRole('button', { name: 'Test' }).press('Enter');
    await tests.getByRole('status', { name: 'Outcome' }).getByText('No Kiel').first().waitFor(STARTS_WITHIN);

    await page.getByRole('button', { name: 'Delete tool' }).press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).press('Enter');
    await page.waitForURL(/#\/tools$/);
    expect((await api.read('/v2/tools?type=lambda')).tools).toEqual([]);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`what a tool takes is a form, without a serious accessibility problem, ${colorScheme}`, async () => {
      const properties = {
        colour: { type: 'string', enum: ['red', 'blue'], description: MARKUP },
        size: { type: 'integer' },
        tags: { type: 'array', items: { type: 'string' } },
      };
      const name = `paint_${colorScheme}`;
      await api.create('/v2/tools', {
        type: 'client',
        name,
        description: 'Paints.',
        input_schema: { type: 'object', properties, required: ['colour'] },
      });
      const page = await visit(api.url, 'tools', { colorScheme });
      await page.getByRole('region', { name: 'Your own' }).getByRole('link', { name }).press('Enter');
      const form = page.getByRole('region', { name: 'Arguments' });
      await form.getByLabel('colour (required)').selectOption('blue');
      await form.getByLabel('size').fill('3');
      await form.getByLabel('tags').fill('["a"');
      await form.getByText('This is not JSON yet').waitFor();
      await form.getByLabel('tags').fill('["a"]');
      expect(JSON.parse((await form.locator('pre').textContent())!)).toEqual({ colour: 'blue', size: 3, tags: ['a'] });
      expect(await seriousViolations(page)).toEqual([]);
    });
  }

  test('tools of an MCP server stand under its name', async () => {
    await api.post('/_emulator/seed', {
      tool_servers: [
        {
          name: 'Weather station',
          type: 'mcp',
          uri: 'https://mcp.test/mcp',
          transport: 'streamable-http',
          tools: [
            {
              name: 'measure',
              description: 'Measures.',
              input_schema: { type: 'object', properties: { what: { type: 'string' } } },
            },
          ],
        },
      ],
    });
    const page = await visit(api.url, 'tools');
    const own = page.getByRole('region', { name: 'Server Weather station' });
    await own.getByRole('link', { name: /measure/ }).press('Enter');
    await page.getByText('Weather station, https://mcp.test/mcp').waitFor();
    await page.getByRole('region', { name: 'Arguments' }).getByLabel('what').waitFor();
  });
});
