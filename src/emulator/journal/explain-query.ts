/** As the journal shows it. */
import type { PlanNote, PlannedGeneration, PlannedStage } from '../../query/note-types.ts';
import type { ShownPart, ShownRerank, ShownSearch } from './notes.ts';

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

const stage = ({ type, limit, cutoff }: PlannedStage) =>
  type + (cutoff === undefined ? '' : ` with cutoff ${cutoff}`) + (limit === undefined ? '' : ` with limit ${limit}`);

const PRESET_REASONS: Record<string, string> = {
  generation_preset_name: 'the request names it as generation_preset_name',
  prompt_name: 'the request names it as prompt_name',
  'default of the LLM': 'it is the default preset of the LLM that the request names',
  default: 'the request names none, and it is the default',
};

function chosen(generation: PlannedGeneration): string[] {
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

const MOST_LINES = 10;

export function explainSearch({ found, candidates, ms, pending_documents = {} }: ShownSearch): string {
  const lines = candidates
    .slice(0, MOST_LINES)
    .map(
      ({ score, semantic_share, lexical_share, ...part }, index) =>
        `${index + 1}. ${named(part)} scored ${round(score)}: ${round(semantic_share)} by meaning, ` +
        `${round(lexical_share)} by words. "${part.text.slice(0, 100)}"`,
    );
  const pending = Object.entries(pending_documents).map(
    ([key, count]) =>
      `${count === 1 ? '1 document of corpus' : `${count} documents of corpus`} "${key}" ${count === 1 ? 'is' : 'are'} ` +
      'stored but not indexed yet, and could not be found.',
  );
  const heading = `The search found ${found} candidates in ${round(ms)} ms.`;
  return [heading, ...lines, ...rest(candidates.length), ...pending].join('\n');
}

export function explainRerank({ step, type, given, kept, ms, results }: ShownRerank): string {
  const lines = results.slice(0, MOST_LINES).map(({ before, after, ...part }) => {
    const from = `rank ${before.rank} (${round(before.score)})`;
    return after
      ? `${after.rank}. ${named(part)}, from ${from} to rank ${after.rank} (${round(after.score)}).`
      : `${named(part)}, from ${from}, was taken out.`;
  });
  const heading = `Reranking step ${step} (${type}) kept ${kept} of ${given} in ${round(ms)} ms.`;
  return [heading, ...lines, ...rest(results.length)].join('\n');
}

const named = ({ corpus_key, document_id, part }: ShownPart) =>
  `Part ${part} of document "${document_id}" in "${corpus_key}"`;

const rest = (count: number) => (count > MOST_LINES ? [`… and ${count - MOST_LINES} more.`] : []);

const round = (value: number) => Math.round(value * 10_000) / 10_000;
