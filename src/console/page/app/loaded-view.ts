import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { asProblem, type Problem } from '../api/problem.ts';
import { html } from '../parts/html.ts';
import { ProblemNote } from '../parts/problem-note.ts';
import { VIEWS, type View, type ViewProps } from './views.ts';

const loaded = signal<Readonly<Record<string, ComponentType<ViewProps>>>>({});
const problem = signal<Problem>();

/** A view, once it is loaded. */
export function LoadedView({ view, path }: { view: View; path: string[] }) {
  useEffect(() => void load(view).then(() => whenIdle(VIEWS)), [view]);
  const component = loaded.value[view.id];
  if (component) return html`<${component} path=${path} />`;
  return html`<${ProblemNote} problem=${problem.value} title="The view could not be loaded" />`;
}

async function load({ id, load: loadComponent }: View): Promise<void> {
  if (loaded.peek()[id]) return;
  problem.value = undefined;
  try {
    const component = await loadComponent();
    loaded.value = { ...loaded.peek(), [id]: component };
  } catch (error) {
    problem.value = asProblem(error);
  }
}

/** One after another, so that none holds up what somebody does meanwhile. */
function whenIdle([next, ...others]: readonly View[]): void {
  if (next)
    requestIdleCallback(
      () =>
        void next.load().then(
          () => whenIdle(others),
          () => {},
        ),
    );
}
