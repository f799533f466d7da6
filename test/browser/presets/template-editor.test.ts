import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { createCorpus } from '../../support/corpus.ts';
import { seriousViolations } from '../support/accessibility.ts';
import { describeInBrowser } from '../support/chromium.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { visit } from '../support/visit.ts';

const editor = (page: Page) => page.getByRole('textbox', { name: 'Template' });
const problems = (page: Page) => page.getByRole('status', { name: 'Template problems' });
const messages = (page: Page) => page.getByRole('list', { name: 'Messages' });
const isFocused = (target: Locator) => target.evaluate((element) => element === element.ownerDocument.activeElement);

describeInBrowser('the template editor', () => {
  const api = emulatorForFile();

  test('says where a template is wrong as one types, until it is mended', async () => {
    const page = await visit(api.url, 'presets/new');
    await problems(page).getByText('No problems.').waitFor();
    await editor(page).fill('Ask this:\n  #if(');
    const problem = problems(page).getByRole('button', { name: /^Line 2, column 7 expected a value/ });
    await problem.waitFor();
    expect(await editor(page).getAttribute('aria-invalid')).toBe('true');
    await editor(page).press('Control+Home');
    await problem.click();
    await page.keyboard.type('$vectaraQuery)Yes.#end');
    await problems(page).getByText('No problems.').waitFor();
    expect(await editor(page).inputValue()).toBe('Ask this:\n  #if($vectaraQuery)Yes.#end');
    expect(await editor(page).getAttribute('aria-invalid')).toBe('false');

    await page.keyboard.type(' $vectaraqueri');
    await problems(page).getByText('$vectaraqueri is not a variable of prompts').waitFor();
    await editor(page).fill('$vectaraQuery.substring(9)');
    await problems(page).getByText('substring(9) is outside a text of 0 characters').waitFor();
    await editor(page).fill('[{"role":"robot","content":"x"}]');
    await page.getByText('message 0 has the role "robot"').waitFor();
  });

  test('is written and saved by keyboard alone, and left by it', async () => {
    const page = await visit(api.url, 'presets');
    const name = uniqueName('by-keyboard');
    await page.getByRole('link', { name: 'New preset' }).focus();
    await page.keyboard.press('Enter');
    const tabTo = async (target: Locator) => {
      await target.waitFor();
      for (let presses = 0; presses < 30 && !(await isFocused(target)); presses += 1) {
        await page.keyboard.press('Tab');
      }
      expect(await isFocused(target)).toBe(true);
    };
    await tabTo(page.getByLabel('Name', { exact: true }));
    await page.keyboard.type(name);
    await tabTo(editor(page));
    await page.keyboard.press('Control+a');
    await page.keyboard.type('a\nb');
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Shift+Tab');
    expect(await editor(page).inputValue()).toBe('  a\n  b');
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Escape');
    await page.getByText('Tab now leaves the editor.').waitFor();
    await page.keyboard.press('Tab');
    expect(await isFocused(editor(page))).toBe(false);
    await tabTo(page.getByRole('button', { name: 'Insert $vectaraQuery', exact: true }));
    await page.keyboard.press('Enter');
    expect(await editor(page).inputValue()).toBe('  a\n  b$vectaraQuery');
    await page.keyboard.press('Control+z');
    expect(await editor(page).inputValue()).toBe('  a\n  b');
    await page.keyboard.press('Control+s');
    await page.getByRole('heading', { level: 1, name }).waitFor();
  });

  test('shows markup of documents and templates as the text it is', async () => {
    const markup = '<img src=x onerror="document.title=1"><b>bold</b>';
    const corpus = await createCorpus(api, [markup]);
    const page = await visit(api.url, 'presets/new');
    await editor(page).fill(
      `<i>in the template</i> ${markup} #foreach($r in $vectaraQueryResults)$r.text()#end $x.<u>`,
    );
    await page.getByLabel('Corpus', { exact: true }).selectOption(corpus);
    await page.getByLabel('Query', { exact: true }).fill(`${markup}?`);
    await messages(page).getByText(`<i>in the template</i> ${markup} ${markup} $x.<u>`).waitFor();
    await page.getByRole('button', { name: 'As rendered' }).click();
    await page.getByRole('group', { name: 'Rendered prompt' }).getByText(markup).waitFor();
    expect(await page.locator('main :is(img, b, i, u)').count()).toBe(0);
  });

  test('lies exactly on its coloured text, however long', async () => {
    const page = await visit(api.url, 'presets/new');
    const line =
      '#if($vectaraQuery.length() > 3) ## why\n  {"role": "user", "content": "a word, and then some more of them to wrap"}\n#end\n\n';
    // In one go, as it is pasted.
    await editor(page).evaluate((area, text) => {
      area.setRangeText(text, 0, area.value.length);
      area.dispatchEvent(new area.ownerDocument.defaultView.Event('input', { bubbles: true }));
    }, line.repeat(150));
    await problems(page).getByText('No problems.').waitFor();
    const sizes = async () => {
      const colours = page.locator('.highlighted');
      const heights = [editor(page), colours].map((layer) => layer.evaluate(({ scrollHeight }) => scrollHeight));
      const [area, text] = await Promise.all(heights);
      const same = (await colours.textContent()) === `${await editor(page).inputValue()}\n`;
      return { area, text, same };
    };
    const { area, text, same } = await sizes();
    expect([area, same]).toEqual([text, true]);
    await editor(page).evaluate((element: { setSelectionRange(start: number, end: number): void }) =>
      element.setSelectionRange(5000, 5000),
    );
    await editor(page).pressSequentially('\n$new\n');
    await editor(page).press('Control+Home');
    await editor(page).press('Delete');
    expect((await sizes()).same).toBe(true);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`has no serious accessibility problem, ${colorScheme}`, async () => {
      const page = await visit(api.url, 'presets', { colorScheme });
      await page.getByRole('link', { name: 'Duplicate mockingbird-2.0' }).waitFor();
      expect(await seriousViolations(page)).toEqual([]);
      await page.getByRole('link', { name: 'Duplicate mockingbird-2.0' }).click();
      await messages(page).waitFor();
      await page.getByText('Of a result, in a loop').click();
      await editor(page).press('Control+End');
      await page.keyboard.type('## note\n$vectaraFoo #set($x = "text" + 5) #if(');
      await problems(page).getByRole('button').nth(1).waitFor();
      expect(await seriousViolations(page)).toEqual([]);
    });
  }
});
