import { expect, test } from 'vitest';
import { createCorpus } from '../support/corpus.ts';
import { seriousViolations } from './support/accessibility.ts';
import { describeInBrowser } from './support/chromium.ts';
import { emulatorForFile, startForTest } from './support/emulator.ts';
import { visit } from './support/visit.ts';

const MARKUP = '<img src=x onerror="document.title=1"><b>bold</b>';

describeInBrowser('the corpora of the console', () => {
  const emulator = emulatorForFile();

  test('an empty emulator offers a sample corpus in one click, which is made once', async () => {
    const api = await startForTest();
    const [page, other] = [await visit(api.url, 'corpora'), await visit(api.url, 'corpora')];
    const button = { name: 'Try it with a sample corpus' };
    await other.getByRole('button', button).waitFor();
    await page.getByRole('button', button).click();
    await page.waitForURL(/#\/query\/sample-lighthouses\/How%20does/);
    const documents = '/v2/corpora/sample-lighthouses/documents';
    const before = (await api.read(`${documents}?limit=100`)).documents;
    expect(before.length).toBe(10);
    const filter = encodeURIComponent("doc.topic = 'building' AND doc.year < 1800");
    expect((await api.read(`${documents}?metadata_filter=${filter}`)).documents.length).toBe(2);

    await api.delete(`${documents}/keepers`);
    await other.getByRole('button', button).click();
    await other.waitForURL(/#\/query\/sample-lighthouses/);
    expect((await api.read(`${documents}?limit=100`)).documents).toEqual(before);
    await page.getByRole('heading', { level: 1, name: 'Query' }).waitFor();
    await page.keyboard.press('5');
    await page.getByRole('row', { name: /How lighthouses work .* 10 / }).waitFor();
  });

  test('a corpus is created, files are dropped on it, their parts found, and all of it deleted', async () => {
    const page = await visit(emulator.url, 'corpora', { expectedErrors: /415/ });
    await page.getByRole('heading', { name: /All corpora|No corpus yet/ }).waitFor();
    await page.keyboard.press('n');
    await page.getByRole('dialog', { name: 'Create a corpus' }).locator('input:focus').waitFor();
    await page.keyboard.type('kitchen');
    await page.keyboard.press('Tab');
    await page.keyboard.type(MARKUP);
    await page.getByRole('button', { name: 'Add an attribute' }).press('Enter');
    await page.getByRole('group', { name: 'Filter attributes' }).locator('input:focus').waitFor();
    await page.keyboard.type('kind');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: MARKUP }).waitFor();
    await page.getByText('doc.kind').waitFor();

    await page.getByText('Metadata for new files').click();
    await page.getByLabel('Metadata', { exact: true }).fill(JSON.stringify({ kind: MARKUP }));
    const dropped = await page.evaluateHandle(`(() => {
      const transfer = new DataTransfer();
      const text = 'The kettle sings loudly. Steam is <b>hotter</b> than water.';
      transfer.items.add(new File([text], ${JSON.stringify(`100%25 ${MARKUP}.txt`)}, { type: 'text/plain' }));
      return transfer;
    })()`);
    await page.getByText('Drop files here').dispatchEvent('drop', { dataTransfer: dropped });
    const uploads = page.getByRole('list', { name: 'Uploads' });
    await uploads.getByText('indexed').waitFor();
    await uploads.getByText('2 parts').waitFor();
    await uploads.getByText('Steam is <b>hotter</b> than water.').waitFor();
    const none = { name: 'strange.bin', mimeType: 'application/octet-stream', buffer: Buffer.from([0, 1, 2, 3]) };
    await page.getByLabel('Files', { exact: true }).setInputFiles([none]);
    await uploads.getByText("The type of file 'strange.bin' is not supported.").waitFor();

    await page.getByLabel('Query').focus();
    await page.keyboard.type('kettle');
    await page.keyboard.press('Enter');
    const hit = page.getByRole('list', { name: 'Hits' }).getByRole('listitem').first();
    await hit.getByText('The kettle sings loudly.').waitFor();
    expect(await hit.getByTitle('Score').textContent()).toMatch(/^\d\.\d+/);
    await hit.getByRole('link').press('Enter');
    await page.getByRole('heading', { level: 2, name: `100%25 ${MARKUP}.txt` }).waitFor();
    const metadata = page.getByRole('group', { name: 'metadata' });
    await metadata.waitFor();
    expect(JSON.parse((await metadata.textContent())!).kind).toBe(MARKUP);
    await page.getByRole('heading', { name: '2 parts' }).waitFor();
    expect(await page.locator('main img, main b').count()).toBe(0);
    await page.getByRole('button', { name: 'Delete document' }).press('Enter');
    await page.getByRole('dialog').locator('button:focus').waitFor();
    await page.keyboard.press('Enter');
    const documents = page.getByRole('region', { name: 'Documents' });
    await documents.getByText('No documents yet.').waitFor();

    await page.getByRole('button', { name: 'Add a document' }).click();
    await page.getByRole('button', { name: 'Core' }).click();
    await page.getByRole('textbox', { name: 'Id' }).fill('by hand');
    await page.getByRole('textbox', { name: 'Text' }).fill('One part. With two sentences.\n\nAnd another.');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('heading', { name: '2 parts' }).waitFor();
    await page.getByRole('button', { name: 'Reset' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Reset' }).click();
    await documents.getByText('No documents yet.').waitFor();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { level: 1, name: 'Corpora' }).waitFor();
    expect((await emulator.get('/v2/corpora/kitchen')).status).toBe(404);
  });

  test('documents come page by page, and one whose id is a step in a path is left alone', async () => {
    const key = await createCorpus(
      emulator,
      Array.from({ length: 16 }, (_, index) => `Text ${index}`),
    );
    await emulator.create(`/v2/corpora/${key}/documents`, { id: '..', type: 'core', document_parts: [{ text: 'Up' }] });
    const page = await visit(emulator.url, `corpora/${key}`);
    const documents = page.getByRole('region', { name: 'Documents' });
    await documents.getByRole('link', { name: 'doc-0', exact: true }).waitFor();
    expect(await documents.getByRole('link').count()).toBe(15);
    await documents.getByRole('button', { name: 'Next' }).click();
    await documents.getByText('Page 2').waitFor();
    await documents.getByRole('link', { name: 'doc-9' }).waitFor();
    expect(await documents.getByRole('button', { name: 'Next' }).isDisabled()).toBe(true);
    await documents.getByRole('button', { name: 'Previous' }).click();
    await documents.getByRole('link', { name: '..', exact: true }).click();
    await page.getByRole('alert').getByText('A browser cannot request something named “..”.').waitFor();
    expect(await page.getByRole('button', { name: 'Delete document' }).count()).toBe(0);
  });

  test('corpora and documents are searched and sorted', async () => {
    const api = await startForTest();
    for (const [key, name] of [
      ['b-first', 'Apples'],
      ['a-second', 'Zebras'],
    ])
      await api.create('/v2/corpora', { key, name });
    for (const [id, title] of [
      ['one', 'Winter'],
      ['two', 'Autumn'],
      ['three', 'Spring'],
    ])
      await api.create('/v2/corpora/a-second/documents', {
        id,
        type: 'core',
        metadata: { title },
        document_parts: [{ text: 'A season.' }],
      });
    const page = await visit(api.url, 'corpora');
    const names = () => page.getByRole('row').getByRole('link').allTextContents();
    await expect.poll(names).toEqual(['Apples', 'Zebras']);
    await page.getByLabel('Sort by').selectOption('Key');
    await expect.poll(names).toEqual(['Zebras', 'Apples']);
    await page.getByLabel('Sort by').selectOption('Oldest first');
    await expect.poll(names).toEqual(['Apples', 'Zebras']);
    await page.getByLabel('Sort by').selectOption('Newest first');
    await expect.poll(names).toEqual(['Zebras', 'Apples']);
    await page.getByLabel('Search corpora').fill('ZEB');
    await expect.poll(names).toEqual(['Zebras']);

    await page.getByRole('link', { name: 'Zebras' }).click();
    const ids = () => page.getByRole('region', { name: 'Documents' }).locator('.name').allTextContents();
    await expect.poll(ids).toEqual(['one', 'three', 'two']);
    await page.getByLabel('Sort by').selectOption('Title');
    await expect.poll(ids).toEqual(['two', 'three', 'one']);
    await page.getByLabel('Search documents').fill('ri');
    await expect.poll(ids).toEqual(['three']);
    await page.getByLabel('Search documents').fill('nothing like it');
    await page.getByText('No document matches.').waitFor();
  });

  test('has no serious accessibility problem, light or dark', async () => {
    const key = await createCorpus(emulator, ['One text.', 'Another text.']);
    const page = await visit(emulator.url);
    const look = async () => {
      expect(await seriousViolations(page)).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await seriousViolations(page)).toEqual([]);
      await page.emulateMedia({ colorScheme: 'light' });
    };
    for (const [place, shown] of [
      [`corpora/${key}`, 'Search this corpus'],
      [`corpora/${key}/doc-1`, '1 part'],
      ['corpora', 'All corpora'],
    ]) {
      await page.goto(`${emulator.url}/console#/${place}`);
      await page.getByRole('heading', { name: shown! }).waitFor();
      await look();
    }
    await page.getByRole('button', { name: 'Create a corpus' }).click();
    await page.getByRole('button', { name: 'Add an attribute' }).click();
    await look();
  });
});
