/** As the journal shows it. */
export interface PlanNote {
  query: string;
  rephrased_from?: string;
  corpora: {
    corpus_key: string;
    parts: number;
    encoder: string;
    lexical_interpolation: number;
    filter?: { text?: string };
  }[];
  offset: number;
  limit: number;
  rerank: { type: string; limit?: number; cutoff?: number }[];
  generation?: {
    preset: string;
    preset_by: string;
    llm: string;
    llm_by: string;
    llm_asked_for: string;
    llm_ownership: string;
    template_from: string;
    parameters: object;
    language: string;
  };
}

export function explainPlan({ query, rephrased_from, corpora, offset, limit, rerank, generation }: PlanNote): string {
  const lines = [
    rephrased_from === undefined
      ? `The query is "${query}".`
      : `The query "${rephrased_from}" was rephrased to "${query}".`,
    ...corpora.map(
      ({ corpus_key, parts, encoder, lexical_interpolation, filter }) =>
        `Corpus "${corpus_key}" (${parts} parts, encoder ${encoder}) is searched with lexical interpolation ` +
        `${lexical_interpolation}${filter ? `, where ${filter.text ?? 'a filter holds'}` : ', without a filter'}.`,
    ),
    `Results ${offset + 1} to ${offset + limit} are wanted, reranked by ${rerank.map(stage).join(', then ') || 'nothing'}.`,
  ];
  return [...lines, ...(generation ? chosen(generation) : ['No answer is generated.'])].join('\n');
}

const stage = ({ type, limit, cutoff }: PlanNote['rerank'][number]) =>
  type + (cutoff === undefined ? '' : ` with cutoff ${cutoff}`) + (limit === undefined ? '' : ` with limit ${limit}`);

const PRESET_REASONS: Record<string, string> = {
  generation_preset_name: 'the request names it as generation_preset_name',
  prompt_name: 'the request names it as prompt_name',
  'default of the LLM': 'it is the default preset of the LLM that the request names',
  default: 'the request names none, and it is the default',
};

function chosen(generation: NonNullable<PlanNote['generation']>): string[] {
  const { preset, preset_by, llm, llm_by, llm_asked_for, llm_ownership, template_from, parameters, language } =
    generation;
  const alias = llm_asked_for === llm ? '' : `, written "${llm_asked_for}"`;
  const reason = llm_by === 'preset' ? `the preset "${preset}" names it` : 'the request overrides it with llm_name';
  return [
    `The preset is "${preset}", since ${PRESET_REASONS[preset_by] ?? preset_by}.`,
    `The LLM is "${llm}" (${llm_ownership}), since ${reason}${alias}.`,
    `The prompt template is that of the ${template_from}; parameters ${JSON.stringify(parameters)}; language ${language}.`,
  ];
}
