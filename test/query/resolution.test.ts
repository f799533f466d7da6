/** Which preset, LLM, template and parameters a query is answered with (docs/behaviour/presets.md, What a query is answered with). */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { recordingUpstream } from '../support/upstreams/recording-upstream.ts';

const api = emulatorForFile();
const corpora = { small: '', large: '' };
beforeAll(async () => {
  corpora.small = await createCorpus(api, ['Bees make honey.']);
  corpora.large = await createCorpus(
    api,
    Array.from({ length: 30 }, (_, n) => `Honey jar number ${n}.`),
  );
});

const ask = (generation: Json, { corpus = corpora.small, limit = 10 } = {}) =>
  api.post('/v2/query', { query: 'honey', search: { corpora: [{ corpus_key: corpus }], limit }, generation });

async function ownLlm() {
  const upstream = await recordingUpstream();
  const name = uniqueName('llm');
  await api.create('/v2/llms', { type: 'openai-compatible', name, model: 'm', uri: upstream.uri });
  return { ...upstream, name };
}

const preset = (given: Json) =>
  api.create('/v2/generation_presets', { name: uniqueName('preset'), prompt_template: 'of the preset', ...given });

const promptOf = (sent: Json): string => sent.messages[0].content;

describe('1. the preset', () => {
  test('generation_preset_name, before prompt_name', async () => {
    const llm = await ownLlm();
    const one = await preset({ llm_name: llm.name, prompt_template: 'one' });
    const two = await preset({ llm_name: llm.name, prompt_template: 'two' });
    await ask({ generation_preset_name: one.name, prompt_name: two.name });
    expect(promptOf(llm.last())).toBe('one');
    await ask({ prompt_name: two.name });
    expect(promptOf(llm.last())).toBe('two');
  });

  test('else the default preset of the LLM that is named', async () => {
    const llm = await ownLlm();
    await preset({ llm_name: llm.name, prompt_template: 'not the default' });
    await preset({ llm_name: llm.name, prompt_template: 'the default', default: true });
    await ask({ model_parameters: { llm_name: llm.name } });
    expect(promptOf(llm.last())).toBe('the default');
  });

  test('else the default of the account', async () => {
    const llm = await ownLlm();
    await ask({ model_parameters: { llm_name: llm.name } });
    expect(JSON.stringify(llm.last().messages)).toContain('<query>honey</query>');
    const answer = await ask({});
    expect(answer.body.rendered_prompt).toContain('<query>honey</query>');
    expect(answer.body.summary).toBe('Bees make honey. [1]');
  });

  test('a preset of ours shadows the platform’s of that name', async () => {
    const llm = await ownLlm();
    const name = 'vectara-summary-ext-v1.2.0';
    const { id } = await preset({ name, llm_name: llm.name, prompt_template: 'ours' });
    await ask({ generation_preset_name: name });
    expect(promptOf(llm.last())).toBe('ours');
    await api.delete(`/v2/generation_presets/${id}`);
    expect((await ask({ generation_preset_name: name })).body.rendered_prompt).toContain('Search for honey');
  });
});

test('2. the LLM: named in the request, else the preset’s; the rest of the preset still applies', async () => {
  const [own, other] = [await ownLlm(), await ownLlm()];
  const { name } = await preset({ llm_name: own.name, max_tokens: 11 });
  await ask({ generation_preset_name: name });
  await ask({ generation_preset_name: name, model_parameters: { llm_name: other.name } });
  expect([own.bodies().length, other.bodies().length]).toEqual([2, 2]);
  expect([promptOf(other.last()), other.last().max_tokens]).toEqual(['of the preset', 11]);
});

test('2. a platform name that is overridden means ours everywhere', async () => {
  const upstream = await recordingUpstream('Ours speaks.');
  const { id } = await api.create('/v2/llms', {
    type: 'openai-compatible',
    name: 'gpt-4-turbo',
    model: 'm',
    uri: upstream.uri,
  });
  for (const generation of [
    { generation_preset_name: 'vectara-summary-ext-24-05-large' },
    { model_parameters: { llm_name: 'gpt-4-turbo' } },
  ]) {
    expect((await ask(generation)).body.summary).toBe('Ours speaks.');
  }
  await api.delete(`/v2/llms/${id}`);
  expect((await ask({ model_parameters: { llm_name: 'gpt-4-turbo' } })).body.summary).toContain('Bees make honey');
});

test('3. the template: prompt_template, else prompt_text, else the preset’s', async () => {
  const llm = await ownLlm();
  const { name: generation_preset_name } = await preset({ llm_name: llm.name });
  await ask({ generation_preset_name, prompt_template: 'given', prompt_text: 'old' });
  await ask({ generation_preset_name, prompt_text: 'old' });
  await ask({ generation_preset_name });
  expect(llm.bodies().slice(1).map(promptOf)).toEqual(['given', 'old', 'of the preset']);
});

test('4. each parameter by itself: request, else preset, else not sent', async () => {
  const llm = await ownLlm();
  const { name: generation_preset_name } = await preset({
    llm_name: llm.name,
    max_tokens: 100,
    temperature: 0.3,
    additional_model_params: { seed: 7, temperature: 0.9, top_k: 5 },
  });
  await ask({ generation_preset_name, model_parameters: { max_tokens: 5, presence_penalty: 0 } });
  const { messages: _, model: __, ...parameters } = llm.last();
  expect(parameters).toEqual({ max_tokens: 5, temperature: 0.3, presence_penalty: 0, seed: 7, top_k: 5 });
});

describe('5. the used results', () => {
  const count = (sent: Json) => promptOf(sent).split('jar').length - 1;
  const template = '#foreach($r in $vectaraQueryResults)$r.text() #end.';

  test('request, else preset, else 5; zero is allowed', async () => {
    const llm = await ownLlm();
    const plain = await preset({ llm_name: llm.name, prompt_template: template });
    const seven = await preset({ llm_name: llm.name, prompt_template: template, max_used_search_results: 7 });
    const used = async (generation: Json) => {
      const answer = await ask(generation, { corpus: corpora.large, limit: 12 });
      expect(answer.body.search_results).toHaveLength(12);
      return count(llm.last());
    };
    expect(await used({ generation_preset_name: plain.name })).toBe(5);
    expect(await used({ generation_preset_name: seven.name })).toBe(7);
    expect(await used({ generation_preset_name: seven.name, max_used_search_results: 3 })).toBe(3);
    expect(await used({ generation_preset_name: seven.name, max_used_search_results: 0 })).toBe(0);
  });

  test('a bare generation uses the 25 of the platform’s preset', async () => {
    const answer = await ask({}, { corpus: corpora.large, limit: 30 });
    expect(answer.body.rendered_prompt).toContain('[25] Honey jar');
    expect(answer.body.rendered_prompt).not.toContain('[26]');
  });
});

test('6. unknown model parameters are ignored', async () => {
  const llm = await ownLlm();
  await ask({ model_parameters: { llm_name: llm.name, seed: 4, top_p: 0.5 } });
  expect(llm.last()).not.toHaveProperty('seed');
  expect(llm.last()).not.toHaveProperty('top_p');
});

describe('refused before anything is searched, streamed or not', () => {
  const PRESET = 'body.generation.generation_preset_name';
  const LLM = 'body.generation.model_parameters.llm_name';

  async function refusal(generation: Json) {
    const answers = await Promise.all(
      [false, true].map((stream_response) =>
        api.post('/v2/query', {
          query: 'honey',
          search: { corpora: [{ corpus_key: corpora.small }] },
          generation,
          stream_response,
        }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([400, 400]);
    expect(answers[0]!.body.field_errors).toEqual(answers[1]!.body.field_errors);
    const [[field, text]] = Object.entries(answers[0]!.body.field_errors) as [[string, string]];
    expect(answers[0]!.body.messages).toEqual([`INVALID_ARGUMENT: ${text}`]);
    return [field, text];
  }

  test('an unknown preset, by either name', async () => {
    const text = "Generation preset 'none' was not found.";
    expect(await refusal({ generation_preset_name: 'none' })).toEqual([PRESET, text]);
    expect(await refusal({ prompt_name: 'none' })).toEqual(['body.generation.prompt_name', text]);
  });

  test('a disabled preset', async () => {
    const { name } = await preset({ llm_name: 'gpt-4o', enabled: false });
    expect(await refusal({ generation_preset_name: name })).toEqual([
      PRESET,
      `Generation preset '${name}' is disabled.`,
    ]);
  });

  test('an unknown LLM', async () => {
    expect(await refusal({ model_parameters: { llm_name: 'none' } })).toEqual([LLM, "LLM 'none' was not found."]);
  });

  test('a disabled LLM, named or by its preset', async () => {
    const llm = await ownLlm();
    const { name } = await preset({ llm_name: llm.name });
    await api.patch(`/v2/llms/${llm.name}`, { enabled: false });
    const text = `LLM '${llm.name}' is disabled.`;
    expect(await refusal({ model_parameters: { llm_name: llm.name } })).toEqual([LLM, text]);
    expect(await refusal({ generation_preset_name: name })).toEqual([PRESET, text]);
  });

  test('a preset whose LLM was deleted; the preset itself stays', async () => {
    const llm = await ownLlm();
    const { name } = await preset({ llm_name: llm.name });
    await api.delete(`/v2/llms/${llm.name}`);
    const text = `LLM '${llm.name}' used by generation preset '${name}' was not found.`;
    expect(await refusal({ generation_preset_name: name })).toEqual([PRESET, text]);
    expect((await api.read(`/v2/generation_presets?filter=^${name}$`)).generation_presets).toHaveLength(1);
  });
});
