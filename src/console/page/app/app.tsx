import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { connection } from '../api/call.ts';
import { refreshState, stateProblem, useFreshState } from '../api/hooks.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import { ConfirmDialog, Dialog, Notices } from '../parts/dialogs.tsx';
import { ProblemNote } from '../parts/pieces.tsx';
import { ConnectionDialog, Header } from './header.tsx';
import { goTo, listenForShortcuts, place, shortcuts, useShortcut } from './navigation.ts';

export function App() {
  const [helps, setHelps] = useState(false);
  useFreshState();
  useEffect(listenForShortcuts, []);
  for (const { id, title, key } of VIEWS) useShortcut(key, title, () => goTo(id));
  useShortcut('?', 'Show keyboard shortcuts', () => setHelps(true));

  const { view: asked, path } = place.value;
  const view = VIEWS.find(({ id }) => id === asked) ?? VIEWS[0]!;
  useEffect(() => {
    document.title = `${view.title} · vectara-emulator`;
  }, [view]);
  // Another account is another world: nothing on the page is kept.
  const { account, apiKey } = connection.value;
  return (
    <>
      <a class="skip" href="#main" onClick={skipToMain}>
        Skip to content
      </a>
      <Header views={VIEWS} view={view.id} onHelp={() => setHelps(true)} />
      <main id="main" tabindex={-1} class={`view-${view.id}`}>
        <LoadedView key={`${view.id} ${account} ${apiKey}`} view={view} path={path} />
      </main>
      {helps && <HelpDialog onClose={() => setHelps(false)} />}
      <ConnectionDialog />
      <ConfirmDialog />
      <Notices />
    </>
  );
}

/** Without a change of the address, which says what view is shown. */
function skipToMain(event: Event): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

export interface ViewProps {
  /** The rest of the address: `#/live/REQUEST-ID` is the view `live` with the path `['REQUEST-ID']`. */
  path: string[];
}

interface View {
  /** The first part of its address. */
  id: string;
  title: string;
  /** The key that leads there. */
  key: string;
  load(): Promise<ComponentType<ViewProps>>;
}

/** In the order that they are offered. Each is loaded when it is first shown, or when there is nothing else to do. */
const VIEWS: readonly View[] = [
  { id: 'live', title: 'Live', key: '1', load: async () => (await import('../live/live-view.tsx')).LiveView },
  { id: 'query', title: 'Query', key: '2', load: async () => (await import('../query/query-view.tsx')).QueryView },
  { id: 'llms', title: 'LLMs', key: '3', load: async () => (await import('../llms/llms-view.tsx')).LlmsView },
  {
    id: 'presets',
    title: 'Presets',
    key: '4',
    load: async () => (await import('../presets/presets-view.tsx')).PresetsView,
  },
  {
    id: 'corpora',
    title: 'Corpora',
    key: '5',
    load: async () => (await import('../corpora/corpora-view.tsx')).CorporaView,
  },
  { id: 'agents', title: 'Agents', key: '6', load: async () => (await import('../agents/agents-view.tsx')).AgentsView },
  { id: 'tools', title: 'Tools', key: '7', load: async () => (await import('../tools/tools-view.tsx')).ToolsView },
  {
    id: 'controls',
    title: 'Controls',
    key: '8',
    load: async () => (await import('../controls/controls-view.tsx')).ControlsView,
  },
];

const loaded = signal<Readonly<Record<string, ComponentType<ViewProps>>>>({});
const problem = signal<Problem>();

/** A view, once it is loaded. */
function LoadedView({ view, path }: { view: View; path: string[] }) {
  useEffect(() => void load(view).then(() => whenIdle(VIEWS)), [view]);
  const isMissing = problem.value !== undefined;
  useEffect(() => {
    if (isMissing) void refreshState().then(() => stateProblem.peek() === undefined && startAnew());
  }, [isMissing, stateProblem.value]);
  const Component = loaded.value[view.id];
  if (Component) return <Component path={path} />;
  return <ProblemNote problem={problem.value} title="The view could not be loaded" />;
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

const STARTED_ANEW = 'vectara-emulator.started-anew';
const NOT_AGAIN_FOR_MS = 30_000;

/** A browser does not ask twice for a module that it once failed to get. A view with a mistake in it fails again, though. */
function startAnew(): void {
  if (Date.now() - Number(sessionStorage.getItem(STARTED_ANEW)) < NOT_AGAIN_FOR_MS) return;
  sessionStorage.setItem(STARTED_ANEW, String(Date.now()));
  location.reload();
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

/** The keys that work in this view. */
function HelpDialog({ onClose }: { onClose(): void }) {
  const byKey = new Map(shortcuts.value.map((one) => [one.key, one.does]));
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <dl class="keys">
        {[...byKey].map(([key, does]) => (
          <div>
            <dt>
              {keysOf(key).map((one) => (
                <kbd>{one}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p class="hint">
        API reference:{' '}
        <a href="/docs" target="_blank" rel="noopener">
          Vectara API
        </a>
        ,{' '}
        <a href="/_emulator/openapi.json" target="_blank" rel="noopener">
          emulator API
        </a>
        .
      </p>
    </Dialog>
  );
}

const SHOWN: Record<string, string> = { Mod: 'Ctrl', ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc' };
const keysOf = (key: string) => key.split('+').map((one) => SHOWN[one] ?? one);
