type Body = Record<string, unknown>;

const members = (value: unknown): Body => (typeof value === 'object' && value !== null ? (value as Body) : {});
const texts = (...values: unknown[]): string[] => values.filter((value) => typeof value === 'string');

/** The keys of the corpora a request asks. The body is not checked yet. */
export function corporaIn(body: unknown): string[] {
  const { search, corpora } = members(body);
  const { corpora: searched } = members(search);
  return [searched, corpora]
    .flat()
    .flatMap((one) => texts(one, members(one).corpus_key))
    .concat(texts(members(body).corpus_key));
}

/** The LLMs a request names, and the presets that stand for theirs; empty when it asks none. */
export function llmsIn(body: unknown, llmOfPreset: (name: string | undefined) => string | undefined): string[] {
  const { generation, model, llm_name: llm } = members(body);
  const named = texts(members(members(generation).model_parameters).llm_name, model, llm);
  if (named.length > 0 || generation === undefined) return named;
  const { generation_preset_name: preset, prompt_name: prompt } = members(generation);
  return texts(llmOfPreset(texts(preset, prompt)[0]));
}

export function isStreamed(body: unknown): boolean {
  const { stream_response: ours, stream } = members(body);
  return ours === true || stream === true;
}
