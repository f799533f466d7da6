import type { Reranker } from '../../../../v2/rerankers/rerankers-schema.ts';
import { SelectField, TextAreaField } from '../../parts/forms/field.ts';
import { html } from '../../parts/html.ts';
import { type RerankKind, type RerankStep, rerankStep } from '../request/query-form.ts';
import { NumberField } from './number-field.ts';

export interface RerankFieldProps {
  rerankers: readonly Reranker[];
  value: readonly RerankStep[];
  onChange(steps: RerankStep[]): void;
}

const LONGEST = 3;
/** MMR is in the list of rerankers, but asked for by a type of its own. */
const MMR = 'Rerank_MMR_v1';
const NAMED = 'name:';

/** One reranker, or several one after the other. */
export function RerankField({ rerankers, value, onChange }: RerankFieldProps) {
  const change = (index: number, step: RerankStep | undefined) =>
    onChange(step ? value.with(index, step) : value.toSpliced(index, 1));
  const [first] = value;
  const canFollow = first !== undefined && value.length < LONGEST;
  return html`<div class="stack rerank">
    ${value.map(
      (step, index) => html`<${StepFields} key=${index} label=${index === 0 ? 'Reranker' : `Then (${index + 1})`}
        step=${step} rerankers=${rerankers} none=${index === 0 ? 'Default' : 'Nothing'} onChange=${(next: RerankStep | undefined) => change(index, next)} />`,
    )}
    ${
      (!first || canFollow) &&
      html`<${SelectField} key=${value.length} label=${first ? 'Then' : 'Reranker'} value=""
        options=${optionsOf(rerankers, first ? 'Nothing' : 'Default')}
        onChange=${(chosen: string) => chosen && onChange([...value, toStep(chosen)])} />`
    }
  </div>`;
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
  return html`
    <${SelectField} label=${label} value=${toChoice(step)} options=${optionsOf(rerankers, none, step)} onChange=${choose} />
    ${
      step.kind === 'mmr' &&
      html`<${NumberField} label="Diversity bias" min=${0} max=${1} step="any" value=${step.diversity} onChange=${(value = 0) => set({ diversity: value })} />`
    }
    ${
      step.kind === 'userfn' &&
      html`<${TextAreaField} label="User function" mono rows=${2} value=${step.code} onChange=${(code: string) => set({ code })} />`
    }
    <div class="field-row pair">
      <${NumberField} label="Keep at most" min=${1} placeholder="all" value=${step.limit} onChange=${(limit?: number) => set({ limit })} />
      ${
        step.kind !== 'none' &&
        html`<${NumberField} label="Cut-off" step="any" placeholder="none" value=${step.cutoff} onChange=${(cutoff?: number) => set({ cutoff })} />`
      }
    </div>
  `;
}

const toChoice = ({ kind, name }: RerankStep) => (kind === 'customer_reranker' ? NAMED + name : kind);
const toStep = (choice: string) =>
  choice.startsWith(NAMED)
    ? rerankStep('customer_reranker', choice.slice(NAMED.length))
    : rerankStep(choice as RerankKind);

function optionsOf(rerankers: readonly Reranker[], none: string, step?: RerankStep) {
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
