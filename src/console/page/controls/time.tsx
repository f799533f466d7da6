import { useState } from 'preact/hooks';
import { post, put, remove } from '../api/call.ts';
import { refreshState, state, type Timing, useAction } from '../api/hooks.ts';
import { notify } from '../parts/dialogs.tsx';
import { SelectField, TextField } from '../parts/fields.tsx';
import { count } from '../parts/format.ts';
import { Button, ProblemNote, Section } from '../parts/pieces.tsx';

export function TimePanel() {
  return (
    <div class="columns">
      <ClockSection />
      <JobsSection />
    </div>
  );
}

const STEPS = [
  { label: '+1 minute', advance: 'PT1M' },
  { label: '+1 hour', advance: 'PT1H' },
  { label: '+1 day', advance: 'P1D' },
  { label: '+30 days', advance: 'P30D' },
];

/** The time that things are stamped and expire by, of all accounts. */
function ClockSection() {
  const clock = state.value?.clock;
  const [time, setTime] = useState('');
  const change = useAction(async (body: object) => {
    await post('/_emulator/clock', body);
    await refreshState();
  });
  const reset = useAction(async () => {
    await remove('/_emulator/clock');
    await refreshState();
  });
  const set = (event: Event) => {
    event.preventDefault();
    void change.run({ set: new Date(time).toISOString() });
  };
  const isMoved = clock && (clock.frozen || Math.abs(clock.offset_ms) >= 1000);
  return (
    <Section title="Clock">
      <p class="clock-face">{clock?.now.replace('T', ' ').replace(/\.\d+Z/, ' UTC')}</p>
      <div class="actions">
        <Button pressed={clock?.frozen ?? false} onClick={() => change.run({ frozen: !clock?.frozen })}>
          {clock?.frozen ? 'Frozen' : 'Freeze'}
        </Button>
        {STEPS.map(({ label, advance }) => (
          <Button onClick={() => change.run({ advance })}>{label}</Button>
        ))}
        {isMoved && (
          <Button kind="quiet" onClick={reset.run}>
            Use the system clock
          </Button>
        )}
      </div>
      <form onSubmit={set}>
        <TextField
          label="Set to"
          type="datetime-local"
          step={1}
          value={time}
          onChange={setTime}
          hint="In this browser’s time zone."
        />
        <div class="actions">
          <Button type="submit" disabled={time === ''}>
            Set
          </Button>
        </div>
      </form>
      <p class="hint">Timestamps, tokens, expiring keys and jobs follow this clock. All accounts share it.</p>
      <ProblemNote problem={change.problem ?? reset.problem} />
    </Section>
  );
}

interface Advanced {
  taken: number;
  pending_documents: number;
}

const MODES: { value: Timing['mode']; label: string }[] = [
  { value: 'instant', label: 'Immediately' },
  { value: 'delayed', label: 'After a delay' },
  { value: 'stepped', label: 'When advanced by hand' },
];

/** When jobs and the indexing of documents go on. */
function JobsSection() {
  const jobs = state.value?.jobs;
  const [steps, setSteps] = useState('1');
  const change = useAction(async (mode: Timing & { indexing: Timing }) => {
    await put('/_emulator/jobs/mode', mode);
    await refreshState();
  });
  const advance = useAction(async () => {
    const { taken, pending_documents } = await post<Advanced>('/_emulator/jobs/advance', { steps: Number(steps) });
    const left = pending_documents > 0 ? ` ${count(pending_documents, 'document')} still waiting.` : '';
    notify((taken === 0 ? 'Nothing was waiting.' : `Advanced by ${count(taken, 'step')}.`) + left);
    await refreshState();
  });
  const { indexing = { mode: 'instant' }, pending_documents = 0, ...own } = jobs ?? { mode: 'instant' as const };
  const isStepped = own.mode === 'stepped' || indexing.mode === 'stepped';
  return (
    <Section title="Jobs and indexing">
      <TimingFields
        label="Jobs run"
        value={own}
        disabled={!jobs}
        onChange={(timing) => change.run({ ...timing, indexing })}
      />
      <TimingFields
        label="Documents are indexed"
        value={indexing}
        disabled={!jobs}
        onChange={(timing) => change.run({ ...own, indexing: timing })}
      />
      {pending_documents > 0 && (
        <p>{count(pending_documents, 'document')} stored but not indexed: queries cannot find them yet.</p>
      )}
      {isStepped && (
        <div class="actions">
          <TextField label="Steps" type="number" min={1} value={steps} onChange={setSteps} />
          <Button kind="primary" busy={advance.running} onClick={advance.run}>
            Advance
          </Button>
        </div>
      )}
      <ProblemNote problem={change.problem ?? advance.problem} />
    </Section>
  );
}

interface TimingFieldsProps {
  label: string;
  value: Timing;
  disabled: boolean;
  onChange(timing: Timing): void;
}

function TimingFields({ label, value: { mode, delay_ms = 1000 }, disabled, onChange }: TimingFieldsProps) {
  return (
    <div class="field-row">
      <SelectField
        label={label}
        options={MODES}
        value={mode}
        disabled={disabled}
        onChange={(chosen) => onChange({ mode: chosen })}
      />
      {mode === 'delayed' && (
        <TextField
          label="Delay (ms)"
          type="number"
          min={0}
          value={String(delay_ms)}
          onChange={(ms) => ms !== '' && onChange({ mode, delay_ms: Number(ms) })}
        />
      )}
    </div>
  );
}
