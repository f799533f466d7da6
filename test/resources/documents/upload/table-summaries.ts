/** Extracted tables summarized by an LLM (docs/behaviour/uploads.md, Table extraction). */
import { expect, test } from 'vitest';
import { fixtureFile } from '../../../ingest/support/fixture-file.ts';
import type { Client, Json } from '../../../support/client.ts';
import { uniqueName } from '../../../support/emulator.ts';
import { recordingUpstream } from '../../../support/upstreams/recording-upstream.ts';
import { serve } from '../../../upstream/support/serve.ts';
import { json, uploader } from './upload-form.ts';

export function tableSummaries(api: Client): void {
  const { upload, newCorpus, idsOf } = uploader(api);

  const registered = async (uri: string): Promise<string> =>
    (await api.create('/v2/llms', { type: 'openai-compatible', name: uniqueName('llm'), model: 'm', uri })).name;

  const bridges = (corpus: string, generation: Json, extract_tables = true) =>
    upload(corpus, 'bridges.html', fixtureFile('bridges.html').bytes, {
      table_extraction_config: json({ extract_tables, generation }),
    });

  const summaryOf = async (corpus: string) => {
    const { tables, parts } = await api.read(`/v2/corpora/${corpus}/documents/bridges.html`);
    const summary = parts.find(({ metadata }: Json) => metadata.vectara?.is_table_summary);
    return [tables[0].description, summary.text];
  };

  test('the summary is the description of the table, and searched', async () => {
    const llm = await recordingUpstream('Two bridges of steel.');
    const corpus = await newCorpus();
    const generation = {
      llm_name: await registered(llm.uri),
      prompt_template: 'Sum up $vectaraTable.title(): $vectaraTable.markdown()',
      model_parameters: { temperature: 0.2 },
    };
    const before = llm.bodies().length;
    const first = await bridges(corpus, generation);
    expect(first.status).toBe(201);
    expect(await summaryOf(corpus)).toEqual(['Two bridges of steel.', 'Two bridges of steel.']);
    expect(llm.last().temperature).toBe(0.2);
    expect(llm.last().messages).toEqual([
      { role: 'user', content: expect.stringMatching(/^Sum up Steel bridges by length: \| Name \|.*Mill Viaduct/s) },
    ]);
    // Sent again, it is not summarized again.
    expect(await bridges(corpus, generation)).toEqual(first);
    expect(llm.bodies()).toHaveLength(before + 1);
  });

  test('without a name or a template the platform has its own', async () => {
    const corpus = await newCorpus();
    expect((await bridges(corpus, {})).status).toBe(201);
    const [description, text] = await summaryOf(corpus);
    expect(description).toBe(text);
    expect(description.length).toBeGreaterThan(10);
  });

  test.each<[string, Json, string]>([
    ['an unknown LLM', { llm_name: 'nobody' }, 'llm_name'],
    ['a template that cannot be parsed', { prompt_template: '#if(' }, 'prompt_template'],
    ['a template that renders to nothing', { prompt_template: ' ' }, 'prompt_template'],
  ])('%s is refused', async (_, generation, field) => {
    const corpus = await newCorpus();
    const { status, body } = await bridges(corpus, generation);
    expect([status, Object.keys(body.field_errors)]).toEqual([
      400,
      [`body.table_extraction_config.generation.${field}`],
    ]);
    expect(await idsOf(corpus)).toEqual([]);
  });

  test('an LLM that fails leaves nothing behind', async () => {
    let isDown = false;
    const { url } = await serve((response) => {
      if (isDown) response.writeHead(401, { 'content-type': 'application/json' }).end('{"error":{"message":"no key"}}');
      else
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end('{"choices":[{"message":{"content":"ok"}}]}');
    });
    const llm_name = await registered(url);
    isDown = true;
    const corpus = await newCorpus();
    const { status, body } = await bridges(corpus, { llm_name });
    expect([status, body.messages[0]]).toEqual([
      500,
      expect.stringMatching(/^INTERNAL: Failed to summarize table: .*no key/),
    ]);
    expect(await idsOf(corpus)).toEqual([]);
  });
}
