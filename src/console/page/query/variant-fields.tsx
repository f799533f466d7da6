import type { TargetedInputEvent } from 'preact';
import type { Reranker } from '../api/types.ts';
import { Field, NumberField, SelectField, TextAreaField } from '../parts/fields.tsx';
import { type Choices, optionsOf } from './choices.ts';
import { type RerankKind, type RerankStep, rerankStep, type Variant } from './form.ts';

interface VariantFieldsProps {
  choices: Choices;
  value: Variant;
  onChange(value: Variant): void;
  /** Whether an answer is asked for. */
  answers: boolean;
}

/** What two sides can differ in: who answers, and how is searched. */
export function VariantFields({ choices, value, onChange, answers }: VariantFieldsProps) {
  const { presets, llms, rerankers } = choices;
  const set = (change: Partial<Variant>) => onChange({ ...value, ...change });
  return (
    <>
      {answers && (
        <div class="field-row pair">
          <SelectField
            label="Preset"
            value={value.preset}
            options={optionsOf(presets, value.preset, 'Default')}
            onChange={(preset) => set({ preset })}
          />
          <SelectField
            label="LLM"
            value={value.llm}
            options={optionsOf(llms, value.llm, llmOfPreset(choices, value))}
            onChange={(llm) => set({ llm })}
          />
        </div>
      )}
      <LambdaField value={value.lambda} onChange={(lambda) => set({ lambda })} />
      <RerankField rerankers={rerankers} value={value.rerank} onChange={(rerank) => set({ rerank })} />
    </>
  );
}

function llmOfPreset({ presets }: Choices, { preset }: Variant): string {
  const llm = presets.find(({ name }) => name === preset)?.llm_name;
  return llm ? `The preset’s: ${llm}` : 'The preset’s';
}

function LambdaField({ value, onChange }: { value: number; onChange(value: number): void }) {
  const slide = ({ currentTarget }: TargetedInputEvent<HTMLInputElement>) => onChange(Number(currentTarget.value));
  return (
    <div class="lambda">
      <Field label="Semantic ↔ lexical">
        {(attributes: object) => (
          <input {...attributes} type="range" min="0" max="1" step="0.005" value={value} onInput={slide} />
        )}
      </Field>
      <NumberField label="λ" min={0} max={1} step="any" value={value} onChange={(next = 0) => onChange(next)} />
    </div>
  );
}

interface RerankFieldProps {
  rerankers: readonly Reranker[];
  value: readonly RerankStep[];
  onChange(steps: RerankStep[]): void;
}

const LONGEST = 3;

/** MMR is in the list of rerankers, but asked for by a type of its own. */
const MMR = 'Rerank_MMR_v1';

const NAMED = 'name:';

const NO_STEP: string = '';

/** One reranker, or several one after the other. */
export function RerankField({ rerankers, value, onChange }: RerankFieldProps) {
  const change = (index: number, step: RerankStep | undefined) =>
    onChange(step ? value.with(index, step) : value.toSpliced(index, 1));
  const [first] = value;
  const canFollow = first !== undefined && value.length < LONGEST;
  return (
    <div class="stack rerank">
      {value.map((step, index) => (
        <StepFields
          key={index}
          label={index === 0 ? 'Reranker' : `Then (${index + 1})`}
          step={step}
          rerankers={rerankers}
          none={index === 0 ? 'Default' : 'Nothing'}
          onChange={(next) => change(index, next)}
        />
      ))}
      {(!first || canFollow) && (
        <SelectField
          key={value.length}
          label={first ? 'Then' : 'Reranker'}
          value={NO_STEP}
          options={rerankerOptions(rerankers, first ? 'Nothing' : 'Default')}
          onChange={(chosen) => chosen && onChange([...value, toStep(chosen)])}
        />
      )}
    </div>
  );
}

function StepFields(props: {
  label: string;
  none: string;
  step: RerankStep;
  rerankers: readonly Reranker[];
  onChange(step: RerankStep | undefined): void;
}) {
  const { label, none, step, rerankers, onChange } = props;
  const set = (change: Partial<RerankStep>) => onChange({ ...step, ...change });
  const choose = (chosen: string) => onChange(chosen === '' ? undefined : toStep(chosen));
  return (
    <>
      <SelectField
        label={label}
        value={toChoice(step)}
        options={rerankerOptions(rerankers, none, step)}
        onChange={choose}
      />
      {step.kind === 'mmr' && (
        <NumberField
          label="Diversity bias"
          min={0}
          max={1}
          step="any"
          value={step.diversity}
          onChange={(value = 0) => set({ diversity: value })}
        />
      )}
      {step.kind === 'userfn' && (
        <TextAreaField label="User function" mono rows={2} value={step.code} onChange={(code) => set({ code })} />
      )}
      <div class="field-row pair">
        <NumberField label="Limit" min={1} placeholder="all" value={step.limit} onChange={(limit) => set({ limit })} />
        {step.kind !== 'none' && (
          <NumberField
            label="Cut-off"
            step="any"
            placeholder="none"
            value={step.cutoff}
            onChange={(cutoff) => set({ cutoff })}
          />
        )}
      </div>
    </>
  );
}

const toChoice = ({ kind, name }: RerankStep) => (kind === 'customer_reranker' ? NAMED + name : kind);

const KINDS: readonly RerankKind[] = ['none', 'mmr', 'userfn'];

const toStep = (choice: string) =>
  choice.startsWith(NAMED)
    ? rerankStep('customer_reranker', choice.slice(NAMED.length))
    : rerankStep(KINDS.find((kind) => kind === choice) ?? 'none');

function rerankerOptions(rerankers: readonly Reranker[], none: string, step?: RerankStep) {
  const names = rerankers.map(({ name }) => name).filter((name) => name !== MMR);
  if (step?.kind === 'customer_reranker' && !names.includes(step.name)) names.push(step.name);
  return [
    { value: '', label: none },
    { value: 'none', label: 'None: as found' },
    ...names.map((name) => ({ value: NAMED + name, label: name })),
    { value: 'mmr', label: 'MMR: diverse' },
    { value: 'userfn', label: 'User function' },
  ];
}
