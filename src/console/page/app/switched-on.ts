import { type EmulatorState, state, stateProblem } from '../api/state.ts';
import { dateAndTime } from '../parts/format.ts';
import { html } from '../parts/html.ts';
import { Chip, type Tone } from '../parts/pieces.ts';
import { linkTo } from './router.ts';

interface Deviation {
  text: string;
  title: string;
  tone: Tone;
}

/** What makes the emulator behave unlike Vectara just now, so that nobody looks for a bug that they switched on themselves. */
export function SwitchedOn() {
  if (stateProblem.value) {
    return html`<div class="switched-on" role="alert"><${Chip} tone="bad">${stateProblem.value.message}<//></div>`;
  }
  const deviations = state.value ? deviationsOf(state.value) : [];
  if (deviations.length === 0) return null;
  return html`<div class="switched-on" role="status" aria-label="Switched on">
    <a href=${linkTo('controls')} title="To the controls">
      ${deviations.map(({ text, title, tone }) => html`<${Chip} tone=${tone} title=${title}>${text}<//>`)}
    </a>
  </div>`;
}

function deviationsOf({ faults, scripts, clock, upstream, jobs, journal }: EmulatorState): Deviation[] {
  const { recordings = 'off' } = upstream;
  const many = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;
  const found: (Deviation | false)[] = [
    faults.count > 0 && { text: many(faults.count, 'fault'), title: 'Calls can fail on purpose', tone: 'bad' },
    faults.magic && {
      text: 'magic faults',
      title: 'Texts like [[fault:status=503]] in queries are obeyed',
      tone: 'bad',
    },
    scripts.count > 0 && {
      text: many(scripts.count, 'script'),
      title: 'Scripts say what language models answer',
      tone: 'warn',
    },
    scripts.strict && { text: 'strict scripts', title: 'What no script answers fails', tone: 'warn' },
    upstream.simulated && { text: 'simulate', title: 'The built-in model answers for registered LLMs', tone: 'warn' },
    recordings !== 'off' && {
      text: recordings,
      title: 'Upstream calls are recorded, or answered from recordings',
      tone: 'warn',
    },
    clock.frozen && { text: `clock frozen at ${dateAndTime(clock.now)}`, title: 'Time stands still', tone: 'warn' },
    !clock.frozen &&
      Math.abs(clock.offset_ms) >= 1000 && {
        text: `clock moved by ${days(clock.offset_ms)}`,
        title: 'The time is not the system’s',
        tone: 'warn',
      },
    jobs.mode !== 'instant' && { text: `jobs ${jobs.mode}`, title: 'Jobs wait for their turns', tone: 'warn' },
    jobs.indexing.mode !== 'instant' && {
      text: `indexing ${jobs.indexing.mode}${jobs.pending_documents > 0 ? `, ${jobs.pending_documents} pending` : ''}`,
      title: 'New documents are stored, but no search finds them yet',
      tone: 'warn',
    },
    !journal.enabled && { text: 'journal off', title: 'Calls are not kept, so Live shows none', tone: 'warn' },
  ];
  return found.filter((one) => one !== false);
}

function days(ms: number): string {
  const sign = ms < 0 ? '−' : '+';
  const seconds = Math.round(Math.abs(ms) / 1000);
  if (seconds < 60) return `${sign}${seconds} s`;
  if (seconds < 3600) return `${sign}${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${sign}${Math.round(seconds / 3600)} h`;
  return `${sign}${Math.round(seconds / 86_400)} days`;
}
