import type { ComponentChildren } from 'preact';
import type { GenerationChoices, PlannedCorpus, PlannedGeneration, QueryRewriting } from '../../api/types.ts';
import { linkTo } from '../../app/navigation.ts';
import { count } from '../../parts/format.ts';
import { Chip, Section } from '../../parts/pieces.tsx';
import { FilterTree } from './filter-tree.tsx';
import { type Entry, type Note, notesOf } from './notes.tsx';

function PlannedCorpusPart({ of: corpus, rewriting }: { of: PlannedCorpus; rewriting?: QueryRewriting }) {
  const { corpus_key, parts, encoder, lexical_interpolation, query, filter, dimensions = [] } = corpus;
  return (
    <div class="planned-corpus">
      <h3>
        Corpus <a href={linkTo('corpora', corpus_key)}>{corpus_key}</a>
      </h3>
      <dl class="resolved">
        <Row name="Searched">
          {count(parts, 'part')}, encoder <code>{encoder}</code>, {weights(lexical_interpolation)}
        </Row>
        {rewriting && <Rewritten of={rewriting} />}
        {query && (
          <Row name="Words">
            <Words of={query} />
          </Row>
        )}
        {dimensions.length > 0 && (
          <Row name="Custom dimensions">
            {dimensions.map(({ weight }) => (
              <code class="name-value">
                weight <b>{weight}</b>
              </code>
            ))}
          </Row>
        )}
        <Row name="Filter">
          {filter?.text === undefined ? filter ? 'made by query rewriting' : 'none' : <code>{filter.text}</code>}
        </Row>
        {filter?.parsed && (
          <Row name="Read as">
            <FilterTree of={filter.parsed} />
          </Row>
        )}
      </dl>
    </div>
  );
}

function weights(lambda: number): string {
  if (lambda === 0) return 'semantic only (λ = 0)';
  if (lambda === 1) return 'lexical only (λ = 1)';
  return `${Math.round((1 - lambda) * 100)} % semantic, ${Math.round(lambda * 100)} % lexical (λ = ${lambda})`;
}

function Rewritten({ of: { extraction, warnings } }: { of: QueryRewriting }) {
  return (
    <Row name="Rewritten">
      {extraction ? (
        <>
          to <q>{extraction.query}</q>{' '}
          {extraction.filter === undefined ? (
            'no filter'
          ) : (
            <>
              where <code>{extraction.filter}</code>
            </>
          )}
        </>
      ) : (
        'failed, so the query ran unchanged'
      )}
      {warnings.map((warning) => (
        <>
          {' '}
          <Chip tone="warn">{warning}</Chip>
        </>
      ))}
    </Row>
  );
}

function Words({ of }: { of: NonNullable<PlannedCorpus['query']> }) {
  const terms = ({ words = [], phrases = [], prefixes = [] }: Partial<typeof of.excluded>) => [
    ...words,
    ...phrases.map((phrase) => `“${phrase.join(' ')}”`),
    ...prefixes.map((prefix) => `${prefix}*`),
  ];
  const excluded = terms(of.excluded ?? {});
  const included = terms(of);
  return (
    <>
      {included.length === 0 ? 'none' : included.map((term) => <code class="name-value">{term}</code>)}
      {excluded.length > 0 && (
        <>
          {' '}
          and without{' '}
          {excluded.map((term) => (
            <code class="name-value">{term}</code>
          ))}
        </>
      )}
    </>
  );
}

/** What a query was understood to be: each choice, and what it was made by. */
export function Resolution({ entry }: { entry: Entry }) {
  return (
    <Section title="Resolved">
      {notesOf(entry, 'plan').map((plan) => (
        <Plan of={plan} />
      ))}
    </Section>
  );
}

function Plan({ of: plan }: { of: Note<'plan'> }) {
  const { query, rephrased_from, corpora, offset, limit, rerank, generation, rewriting = [], save_history } = plan;
  return (
    <div class="stack">
      <dl class="resolved">
        <Row name="Query">
          {rephrased_from === undefined ? (
            <q>{query}</q>
          ) : (
            <>
              <q>{query}</q> <span class="why">rephrased in the context of the chat, from</span> <q>{rephrased_from}</q>
            </>
          )}
        </Row>
        {generation ? <Generation of={generation} /> : <Row name="Answer">not requested</Row>}
        <Row name="Results">
          {offset + 1} to {offset + limit}
        </Row>
        <Row name="Rerankers">
          {rerank.length === 0 ? (
            'none'
          ) : (
            <ol class="steps">
              {rerank.map((step) => (
                <li>{describeStep(step)}</li>
              ))}
            </ol>
          )}
        </Row>
        {save_history !== undefined && (
          <Row name="History">{save_history ? 'the query is saved' : 'the query is not saved'}</Row>
        )}
      </dl>
      {corpora.map((corpus) => (
        <PlannedCorpusPart of={corpus} rewriting={rewriting.find(({ corpusKey }) => corpusKey === corpus.corpus_key)} />
      ))}
    </div>
  );
}

function Generation({ of }: { of: PlannedGeneration }) {
  const { preset, llm, template_from, parameters, language, max_used_search_results, citations, stream } = of;
  const set = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null);
  return (
    <>
      <Row name="Preset" why={presetReason(of)}>
        <a href={linkTo('presets', preset)}>{preset}</a>
      </Row>
      <Row name="LLM" why={llmReason(of)}>
        <a href={linkTo('llms', llm)}>{llm}</a> <span class="why">({llmOwner(of)})</span>
      </Row>
      <Row
        name="Prompt template"
        why={template_from === 'request' ? 'the request brings its own as prompt_template' : undefined}
      >
        that of the {template_from}
      </Row>
      <Row name="Parameters">
        {set.length === 0
          ? 'none'
          : set.map(([name, value]) => (
              <code class="name-value">
                {name} <b>{JSON.stringify(value)}</b>
              </code>
            ))}
      </Row>
      <Row name="Language">
        <code>{language}</code>
      </Row>
      {citations && <Row name="Citations">{citations}</Row>}
      {max_used_search_results !== undefined && (
        <Row name="Prompt contains">at most {max_used_search_results} results</Row>
      )}
      {stream !== undefined && <Row name="Answer comes as">{stream ? 'a stream' : 'a single response'}</Row>}
    </>
  );
}

function Row({ name, why, children }: { name: string; why?: string | undefined; children?: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {children}
        {why && (
          <>
            {' '}
            <span class="why">since {why}</span>
          </>
        )}
      </dd>
    </div>
  );
}

function describeStep({ type, limit, cutoff, ...rest }: Note<'plan'>['rerank'][number]): string {
  const further = Object.entries(rest).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const parts = [
    limit === undefined ? '' : `limit ${limit}`,
    cutoff === undefined ? '' : `cutoff ${cutoff}`,
    ...further,
  ];
  const said = parts.filter(Boolean).join(', ');
  return said ? `${type} (${said})` : type;
}

// Why a query has the preset and the LLM that it has, in plain words.

const PRESET_REASONS: Readonly<Record<string, string>> = {
  generation_preset_name: 'the request names it as generation_preset_name',
  prompt_name: 'the request names it as prompt_name',
  'default of the LLM': 'it is the default preset of the LLM that the request names',
  default: 'the request names none, and it is the default',
} satisfies Record<GenerationChoices['presetBy'], string>;

const LLM_REASONS: Readonly<Record<string, string>> = {
  llm_name: 'the request asks for it with model_parameters.llm_name, which overrides the preset’s',
  preset: 'the preset names it',
} satisfies Record<GenerationChoices['llmBy'], string>;

const presetReason = ({ preset_by }: PlannedGeneration): string => PRESET_REASONS[preset_by] ?? preset_by;

function llmReason({ llm, llm_by, llm_asked_for }: PlannedGeneration): string {
  const reason = LLM_REASONS[llm_by] ?? llm_by;
  return llm_asked_for === llm ? reason : `${reason}, written “${llm_asked_for}”`;
}

function llmOwner({ llm_ownership }: PlannedGeneration): string {
  return llm_ownership === 'customer' ? 'registered here' : 'platform LLM, answered by the built-in model';
}
