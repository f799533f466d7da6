/** The views, in the order that they are offered. Each is loaded when it is first shown, or when there is nothing else to do. */
import type { ComponentType } from 'preact';

export interface ViewProps {
  /** The rest of the address: `#/live/REQUEST-ID` is the view `live` with the path `['REQUEST-ID']`. */
  path: string[];
}

export interface View {
  /** The first part of its address. */
  id: string;
  title: string;
  /** The key that leads there. */
  key: string;
  load(): Promise<ComponentType<ViewProps>>;
}

export const VIEWS: readonly View[] = [
  { id: 'live', title: 'Live', key: '1', load: async () => (await import('../live/live-view.ts')).LiveView },
  { id: 'query', title: 'Query', key: '2', load: async () => (await import('../query/query-view.ts')).QueryView },
  { id: 'llms', title: 'LLMs', key: '3', load: async () => (await import('../llms/llms-view.ts')).LlmsView },
  {
    id: 'presets',
    title: 'Presets',
    key: '4',
    load: async () => (await import('../presets/presets-view.ts')).PresetsView,
  },
  {
    id: 'corpora',
    title: 'Corpora',
    key: '5',
    load: async () => (await import('../corpora/corpora-view.ts')).CorporaView,
  },
  {
    id: 'controls',
    title: 'Controls',
    key: '6',
    load: async () => (await import('../controls/controls-view.ts')).ControlsView,
  },
];
