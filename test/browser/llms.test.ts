import { generateKeyPairSync } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { startAimock } from '../upstream/support/aimock.ts';
import { json, serve } from '../upstream/support/serve.ts';
import { seriousViolations } from './support/accessibility.ts';
import { describeInBrowser } from './support/chromium.ts';
import { emulatorForFile, startForTest } from './support/emulator.ts';
import { visit } from './support/visit.ts';

const SECRET = 'sk-open-sesame-4711';
/** Stands for a secret that the page does not show. */
const MASKED = 'any-secret';
const MARKUP = '<img src=x onerror="document.title=1"><b>bold</b>';
const COMPLETION = {
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' } }],
};

describeInBrowser('the LLMs of the console', () => {
  const emulator = emulatorForFile();

  test('one of the guide’s examples, pointed at aimock, is registered, tested, changed, disabled and deleted', async () => {
    const mock = await startAimock();
    mock.onMessage(/.*/, { content: 'Here.' });
    const page = await visit(emulator.url, 'llms');
    await page.getByRole('link', { name: 'GPT-4o Mini' }).click();
    const value = page.getByLabel('Value');
    await value.waitFor();
    expect(await page.getByLabel('Model').inputValue()).toBe('gpt-4o-mini');
    expect(await page.getByLabel('Header', { exact: true }).inputValue()).toBe('Authorization');
    await page.getByRole('group', { name: 'Authentication' }).locator('input:focus').waitFor();
    expect(await value.getAttribute('type')).toBe('password');

    await page.getByLabel('Name').fill('gpt-4o');
    await page.getByLabel('URI').fill(`${mock.url}/v1/chat/completions`);
    await value.fill(`Bearer ${SECRET}`);
    const request = page.getByRole('group', { name: 'POST /v2/llms' });
    expect(JSON.parse((await request.textContent())!)).toEqual({
      type: 'openai-compatible',
      name: 'gpt-4o',
      description: 'GPT-4o mini, at OpenAI',
      model: 'gpt-4o-mini',
      uri: `${mock.url}/v1/chat/completions`,
      auth: { type: 'header', header: 'Authorization', value: '••••' },
      test_model_parameters: { max_tokens: 256 },
    });
    await page.getByRole('button', { name: 'Test and register' }).click();
    await page.getByText('The test call succeeded.').waitFor();
    expect(mock.getLastRequest()!.body).toMatchObject({ model: 'gpt-4o-mini', max_tokens: 256 });
    expect(await secretsIn(page)).toBe(false);

    const own = page.getByRole('region', { name: 'Your own', exact: true });
    await own.getByRole('link', { name: 'gpt-4o overrides' }).waitFor();
    await page.getByRole('region', { name: 'Platform' }).getByRole('link', { name: 'gpt-4o overridden' }).click();
    await page.getByText('requests for gpt-4o get yours').waitFor();
    await own.getByRole('link', { name: 'gpt-4o' }).click();

    await page.getByRole('button', { name: 'Edit' }).click();
    const change = page.getByRole('group', { name: /^PATCH/ });
    await change.waitFor();
    await page.getByLabel('Description').fill('Ours now');
    await page.getByRole('button', { name: 'Add a header' }).click();
    await page.getByRole('group', { name: 'Headers' }).getByLabel('Name').fill('x-team');
    await page.getByRole('group', { name: 'Headers' }).getByLabel('Value').fill('search');
    expect(JSON.parse((await change.textContent())!)).toEqual({
      description: 'Ours now',
      headers: { 'x-team': 'search' },
    });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The test call succeeded.').waitFor();
    expect(mock.getLastRequest()!.headers['x-team']).toBe('search');
    await page.getByText('Ours now').waitFor();

    await page.getByRole('button', { name: 'Disable' }).click();
    await own.getByText('disabled').waitFor();
    await page.getByRole('button', { name: 'Enable' }).click();
    await own.getByText('disabled').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await own.getByRole('link', { name: 'gpt-4o' }).waitFor({ state: 'detached' });
    expect((await emulator.read('/v2/llms')).llms.map((llm: { name: string }) => llm.name)).toContain('gpt-4o');
  });

  test('what a provider refuses is shown in its own words, by keyboard alone and never as markup', async () => {
    const refusing = await serve(json({ error: { message: `No such key. ${MARKUP}` } }, 401));
    const answering = await serve(json(COMPLETION));
    const page = await visit(emulator.url, 'llms', { expectedErrors: /400/ });
    await page.getByRole('region', { name: 'Platform' }).waitFor();
    await page.keyboard.press('n');
    await page.getByRole('form').locator('input:focus').waitFor();
    const enter = async (...texts: string[]) => {
      for (const text of texts) {
        await page.keyboard.type(text);
        await page.keyboard.press('Tab');
      }
    };
    // The first empty field has the focus: the name, then model, URI, description, kind and token.
    await enter(MARKUP, 'any-model', 'ftp://nowhere', MARKUP, '', SECRET);
    await page.keyboard.press('Control+Enter');
    await page.locator('.field .error').getByText('should be an http or https address.').waitFor();

    const address = page.getByLabel('URI');
    await address.fill(`${refusing.url}/v1/chat/completions`);
    await page.keyboard.press('Control+Enter');
    const refusal = page.getByRole('alert').filter({ hasText: 'The test call failed' });
    await refusal.getByText(`No such key. ${MARKUP}`).waitFor();
    expect(refusing.received[0]!.headers.authorization).toBe(`Bearer ${SECRET}`);

    await address.fill(`${answering.url}/v1/chat/completions`);
    await page.keyboard.press('Control+Enter');
    await page.getByRole('heading', { level: 2, name: MARKUP }).waitFor();
    await page.getByText('The test call succeeded.').waitFor();
    expect(await secretsIn(page)).toBe(false);
    expect(await page.locator('main img, main b').count()).toBe(0);
    answering.server.close();
    answering.server.closeAllConnections();
    await page.getByRole('button', { name: 'Test the connection' }).press('Enter');
    await refusal.waitFor();
    expect(await page.getByText('The test call succeeded.').count()).toBe(0);
  });

  test('the request shown for every provider type and way to authenticate is one that the API takes', async () => {
    const api = await startForTest({ upstream: 'simulate' });
    const page = await visit(api.url, 'llms/new');
    const type = page.getByLabel('Provider type');
    const kind = page.getByLabel('Kind');
    const shown = page.getByRole('group', { name: 'POST /v2/llms' });
    await page.getByLabel('Model').fill('any');
    await page.getByLabel('URI').fill('https://provider.test/v1');
    const key_json = JSON.stringify(serviceAccountKey());
    const kinds = new Set<string>();
    for (const one of await valuesIn(type.locator('option'))) {
      await type.selectOption(one);
      for (const [index, other] of (await valuesIn(kind.locator('option'))).entries()) {
        if (index > 0 && kinds.has(other)) continue;
        kinds.add(other);
        await page.getByLabel('Name').fill(`${one} ${other}`);
        await kind.selectOption(other);
        for (const field of await page.getByRole('group', { name: 'Authentication' }).locator('input').all()) {
          const isSecret = (await field.getAttribute('type')) === 'password';
          await field.fill(isSecret ? SECRET : ((await field.getAttribute('placeholder')) ?? 'given'));
        }
        const request = JSON.parse((await shown.textContent())!.replaceAll('••••', MASKED));
        expect(request).toMatchObject(other === 'none' ? { type: one } : { type: one, auth: { type: other } });
        expect(JSON.stringify(request)).not.toContain(SECRET);
        const { auth } = request;
        if (auth?.key_json) auth.key_json = key_json;
        const { id } = await api.create('/v2/llms', request);
        expect((await api.read(`/v2/llms/${id}`)).auth?.type).toBe(other === 'none' ? undefined : other);
      }
    }
    expect(kinds.size).toBe(10);
  });

  test('has no serious accessibility problem, light or dark', async () => {
    const upstream = await serve(json(COMPLETION));
    const connection = { uri: `${upstream.url}/v1`, auth: { type: 'bearer', token: SECRET } };
    const body = { type: 'openai-compatible', name: 'gpt-4', model: 'm', ...connection };
    const { id } = await emulator.create('/v2/llms', body);
    const page = await visit(emulator.url, 'llms');
    for (const [place, heading] of [
      ['llms', 'Bring your own LLM'],
      [`llms/${id}`, 'gpt-4'],
      [`llms/${id}/edit`, 'The request'],
    ]) {
      await page.goto(`${emulator.url}/console#/${place}`);
      await page.getByRole('heading', { level: 2, name: heading! }).waitFor();
      expect(await seriousViolations(page)).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await seriousViolations(page)).toEqual([]);
      await page.emulateMedia({ colorScheme: 'light' });
    }
  });
});

/** Whether the secret is in any text, attribute or field of the page, or in its storage. */
async function secretsIn(page: Page): Promise<boolean> {
  const stored = await page.evaluate('JSON.stringify([{ ...sessionStorage }, { ...localStorage }])');
  return [await page.content(), stored, ...(await valuesIn(page.locator('input, textarea')))].join().includes(SECRET);
}

const valuesIn = (fields: Locator): Promise<string[]> =>
  fields.evaluateAll((found) => found.map((field) => (field as unknown as { value: string }).value));

function serviceAccountKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    client_email: 'a@b.iam.gserviceaccount.com',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  };
}
