import { useState } from 'preact/hooks';
import { listAll, post } from '../api/call.ts';
import { useAction } from '../api/hooks.ts';
import type { Agent, CreateAgentRequest } from '../api/types.ts';
import { goTo } from '../app/navigation.ts';
import { makeSample, SAMPLE_KEY } from '../corpora/sample.tsx';
import { Button, ProblemNote } from '../parts/pieces.tsx';

/** One click to an agent that searches the sample corpus. */
export function SampleAgentButton() {
  const [documents, setDocuments] = useState(0);
  const sample = useAction(async () => {
    await makeSample(setDocuments);
    const agents = await listAll<Agent>('/v2/agents', 'agents');
    if (!agents.some(({ key }) => key === AGENT.key)) await post('/v2/agents', AGENT);
    goTo('agents', AGENT.key);
  });
  return (
    <>
      <Button kind="primary" busy={sample.running} onClick={() => sample.run()}>
        {sample.running && documents ? `Adding document ${documents}` : 'Try it with a sample agent'}
      </Button>
      <ProblemNote problem={sample.problem} title="The sample agent could not be made" />
    </>
  );
}

const says = (name: string, template: string) => [{ type: 'inline' as const, name, template }];

const search = (limit: number) => ({
  type: 'corpora_search' as const,
  query_configuration: { search: { corpora: [{ corpus_key: SAMPLE_KEY }], limit } },
});

/** Three steps, all of which the built-in model can take. */
const AGENT: CreateAgentRequest & { key: string } = {
  key: 'sample-keeper',
  name: 'Lighthouse keeper',
  description:
    'Searches ten short articles, and answers in words or in a schema. Ask “How does a Fresnel lens make a light reach so far?”, or “Give me the facts about the first tower on the Eddystone.”',
  model: { name: 'gpt-4o' },
  tool_configurations: { search_articles: search(5), find_passage: search(1) },
  first_step_name: 'sort',
  steps: {
    sort: {
      instructions: says('sort', 'Say what the user wants: words that explain, or facts in a table.'),
      output_parser: {
        type: 'structured',
        json_schema: {
          name: 'wish',
          schema: {
            type: 'object',
            properties: { wants: { type: 'string', enum: ['words', 'facts'] } },
            required: ['wants'],
          },
        },
      },
      allowed_tools: [],
      next_steps: [{ condition: "get('$.output.wants') == 'facts'", step_name: 'facts' }, { step_name: 'explain' }],
    },
    explain: {
      instructions: says(
        'explain',
        'Search the articles and answer from what you find. Say so when they hold nothing.',
      ),
      allowed_tools: ['search_articles'],
      reentry_step: 'sort',
    },
    facts: {
      instructions: says('facts', 'Find the passage that the question is about, and fill the schema from it.'),
      output_parser: {
        type: 'structured',
        json_schema: {
          name: 'facts',
          schema: {
            type: 'object',
            properties: { question: { type: 'string' }, answer: { type: 'string' } },
            required: ['question', 'answer'],
          },
        },
      },
      allowed_tools: ['find_passage'],
      reentry_step: 'sort',
    },
  },
};
