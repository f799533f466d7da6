import { useState } from 'preact/hooks';
import { listAll } from '../api/call.ts';
import { useLoaded } from '../api/hooks.ts';
import type { GenerationPreset, Llm } from '../api/types.ts';
import type { ViewProps } from '../app/app.tsx';
import { linkTo } from '../app/navigation.ts';
import { TextField } from '../parts/fields.tsx';
import { count } from '../parts/format.ts';
import { Chip, Empty, ProblemNote, Section, Segmented, ViewHeader } from '../parts/pieces.tsx';
import { draftOf, newDraft } from './preset-draft.ts';
import { PresetEditor } from './preset-editor.tsx';
import { StandingChips } from './standing.tsx';

const LEAD = 'An LLM, a prompt template and parameters under one name that queries can use.';

/** `presets`, `presets/new`, `presets/new/COPIED-ID`, `presets/ID`; a name does for an id. */
export function PresetsView({ path: [first, from] }: ViewProps) {
  const { value, problem, loading, reload } = useLoaded(async () => {
    const [presets, llms] = await Promise.all([
      listAll<GenerationPreset>('/v2/generation_presets', 'generation_presets'),
      listAll<Llm>('/v2/llms', 'llms'),
    ]);
    return { presets, llms };
  });
  if (!value || first === undefined) {
    return (
      <>
        <ViewHeader title="Presets" lead={LEAD}>
          <a class="button primary" href={linkTo('presets', 'new')}>
            New preset
          </a>
        </ViewHeader>
        <ProblemNote problem={problem} />
        {value && <PresetList {...value} />}
      </>
    );
  }
  const { presets, llms } = value;
  const place = [first, from].filter(Boolean).join('/');
  const editor = (preset: GenerationPreset | undefined, initial: ReturnType<typeof newDraft>) => (
    <PresetEditor
      key={place}
      preset={preset}
      initial={initial}
      place={place}
      presets={presets}
      llms={llms}
      onSaved={reload}
    />
  );
  const wanted = first === 'new' ? from : first;
  const asked = presets.find(({ id }) => id === wanted) ?? presets.find(({ name }) => name === wanted);
  if (first === 'new') return editor(undefined, asked ? copyOf(asked, presets) : newDraft(llms));
  if (asked) return editor(asked, draftOf(asked));
  // It may just have been made.
  if (loading) return <ViewHeader title="Presets" />;
  return (
    <>
      <ViewHeader title="Presets" />
      <ProblemNote problem={problem} />
      <Empty title="There is no such preset">
        <p>
          It may have been deleted. <a href={linkTo('presets')}>All presets</a>
        </p>
      </Empty>
    </>
  );
}

/** Under a name of its own, and no LLM's default before someone says so. */
function copyOf(preset: GenerationPreset, presets: readonly GenerationPreset[]) {
  const taken = new Set(presets.map(({ name }) => name));
  let name = `${preset.name}-copy`;
  for (let turn = 2; taken.has(name); turn += 1) name = `${preset.name}-copy-${turn}`;
  return { ...draftOf(preset), name, default: false };
}

type Whose = 'all' | 'customer' | 'platform';
const CHOICES: { value: Whose; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'customer', label: 'Your own' },
  { value: 'platform', label: 'Platform' },
];

function PresetList({ presets, llms }: { presets: readonly GenerationPreset[]; llms: readonly Llm[] }) {
  const [whose, setWhose] = useState<Whose>('all');
  const [words, setWords] = useState('');
  const wanted = words.toLowerCase();
  const shown = presets
    .filter(({ ownership }) => whose === 'all' || ownership === whose)
    .filter(({ name, description, llm_name }) => `${name} ${description} ${llm_name}`.toLowerCase().includes(wanted))
    // Own ones first: they are what a query gets first.
    .sort((a, b) => Number(a.ownership === 'platform') - Number(b.ownership === 'platform'));
  return (
    <Section
      title={count(shown.length, 'preset')}
      className="preset-list"
      actions={<Segmented label="Ownership" value={whose} choices={CHOICES} onChange={setWhose} />}
    >
      <TextField
        label="Search"
        type="search"
        value={words}
        placeholder="Name, description or LLM"
        onChange={setWords}
      />
      {shown.length === 0 ? (
        <Empty title={whose === 'customer' && words === '' ? 'No preset of your own yet' : 'No presets match'}>
          <p>
            A preset is an LLM, a prompt template and parameters under one name.{' '}
            <a href={linkTo('presets', 'new')}>Create one</a>, or duplicate a platform preset.
          </p>
        </Empty>
      ) : (
        <ul class="rows">
          {shown.map((preset) => (
            <Row key={preset.id} preset={preset} presets={presets} llms={llms} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function Row({
  preset,
  presets,
  llms,
}: {
  preset: GenerationPreset;
  presets: readonly GenerationPreset[];
  llms: readonly Llm[];
}) {
  const { id, name, description, llm_name, ownership } = preset;
  return (
    <li>
      <div class="what">
        <a href={linkTo('presets', id)}>{name}</a>
        <StandingChips preset={preset} presets={presets} />
        {description && <p class="hint">{description}</p>}
      </div>
      <div class="how">
        <LlmOf name={llm_name} llms={llms} />
        <p class="hint">{settingsOf(preset)}</p>
      </div>
      <div class="actions">
        <a
          class="button quiet"
          href={linkTo('presets', id)}
          aria-label={`${ownership === 'platform' ? 'View' : 'Edit'} ${name}`}
        >
          {ownership === 'platform' ? 'View' : 'Edit'}
        </a>
        <a class="button quiet" href={linkTo('presets', 'new', id)} aria-label={`Duplicate ${name}`}>
          Duplicate
        </a>
      </div>
    </li>
  );
}

function settingsOf({ max_used_search_results, max_tokens, temperature }: GenerationPreset): string {
  const settings = [
    count(max_used_search_results ?? 5, 'result'),
    max_tokens !== undefined && `${max_tokens.toLocaleString('en')} tokens`,
    temperature !== undefined && `temperature ${temperature}`,
  ];
  return settings.filter(Boolean).join(' · ');
}

/** The LLM of exactly this name; an own one is meant before the platform's. */
function llmNamed(name: string, llms: readonly Llm[]): Llm | undefined {
  const named = llms.filter((llm) => llm.name === name);
  return named.find(({ ownership }) => ownership === 'customer') ?? named[0];
}

/** The LLM that answers, and whose it is. */
function LlmOf({ name, llms }: { name: string; llms: readonly Llm[] }) {
  const llm = llmNamed(name, llms);
  const shadowed = llms.some((other) => other.name === name && other !== llm);
  return (
    <span class="llm-of">
      <code>{name}</code>
      {!llm && (
        <Chip tone="warn" title="It may still match an LLM by model or spelling; otherwise queries are refused">
          no LLM of exactly this name
        </Chip>
      )}
      {llm && !llm.enabled && <Chip tone="bad">disabled</Chip>}
      {llm?.ownership === 'customer' && (
        <Chip tone="info" title={llm.uri}>
          {shadowed ? 'yours, not the platform’s' : 'yours'}
        </Chip>
      )}
    </span>
  );
}
