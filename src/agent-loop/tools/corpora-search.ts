import { answerQuery } from '../../query/answer-query.ts';
import { planQuery } from '../../query/plan/plan-query.ts';
import type { QueryFullResponse, QueryRequest } from '../../query/query-schema.ts';
import { collectResponse } from '../../query/wire.ts';
import { ChosenCorporaSearch, CorporaSearch } from '../../v2/tools/built-in-arguments.ts';
import { requireMayOnCorpora } from '../identity-rights.ts';
import { latestOutputs } from '../latest-outputs.ts';
import { type Roots, resolveReferences } from '../references.ts';
import type { Turn } from '../turn.ts';
import { builtInTool } from './built-in-tool.ts';
import { type MakeTool, ToolError } from './tool.ts';

const DEFAULT_LAMBDA = 0.025;

/** Searches corpora as a query does, and answers from them if the agent says so. */
export const corporaSearch: MakeTool<'corpora_search'> = (context, name, configuration) => {
  const { account } = context;
  const { query_configuration, argument_override = {} } = configuration;
  return {
    name,
    toolName: 'corpora_search',
    type: 'corpora_search',
    description: 'Searches documents for passages that answer a question.',
    schema: { ...CorporaSearch },
    override: argument_override,
    async run({ query }, { signal }) {
      if (typeof query !== 'string') throw new ToolError("Invalid arguments: 'query' should be text.");
      const { search, generation = { enabled: false }, save_history = false } = query_configuration;
      const roots = { ...context.roots, tools: latestOutputs(context) };
      const corpora = (search?.corpora ?? []).map((corpus) => ({
        ...corpus,
        lexical_interpolation: corpus.lexical_interpolation ?? DEFAULT_LAMBDA,
        corpus_key: asText(corpus.corpus_key, roots),
        ...(corpus.metadata_filter === undefined ? {} : { metadata_filter: asText(corpus.metadata_filter, roots) }),
      }));
      if (corpora.length === 0) throw new ToolError('The tool names no corpus to search.');
      requireMayOnCorpora(
        context,
        'queryCorpus',
        corpora.map(({ corpus_key }) => corpus_key),
      );
      const request = { query, search: { ...search, corpora }, generation, save_history } as QueryRequest;
      return { output: await searchAs(account, request, signal) };
    },
  };
};

/** The same, of corpora that the model names. */
export const chosenCorporaSearch = builtInTool<'dynamic_vectara', typeof ChosenCorporaSearch>(
  ChosenCorporaSearch,
  async ({ query, search: { corpora, ...search } }, call) => {
    requireMayOnCorpora(
      call,
      'queryCorpus',
      corpora.map(({ corpus_key }) => corpus_key),
    );
    const searched = corpora.map((corpus) => ({ lexical_interpolation: DEFAULT_LAMBDA, ...corpus }));
    const request = {
      query,
      search: { ...search, corpora: searched },
      generation: { enabled: false },
      save_history: false,
    };
    return { output: await searchAs(call.account, request as QueryRequest, call.signal) };
  },
);

async function searchAs(account: Turn['account'], request: QueryRequest, signal: AbortSignal) {
  const plan = await planQuery(account, request);
  return toOutput(await collectResponse(plan, answerQuery(plan, request, signal)));
}

function asText(value: unknown, roots: Roots): string {
  const found = resolveReferences(value, roots);
  return typeof found === 'string' ? found : JSON.stringify(found);
}

function toOutput({ summary, response_language, factual_consistency_score, search_results }: QueryFullResponse) {
  const results = search_results.map(
    ({ text, score, part_metadata, document_metadata, document_id, request_corpora_index, table }) => ({
      text,
      score,
      part_metadata,
      document_metadata,
      document_id,
      request_corpora_index,
      ...(table === undefined ? {} : { table }),
    }),
  );
  return {
    ...(summary === undefined ? {} : { summary, response_language }),
    ...(factual_consistency_score === undefined ? {} : { factual_consistency_score }),
    search_results: results,
  };
}
