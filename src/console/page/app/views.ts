/** The views, in the order that they are offered. */
import type { ComponentType } from 'preact';
import { ControlsView } from '../controls/controls-view.ts';
import { CorporaView } from '../corpora/corpora-view.ts';
import { LiveView } from '../live/live-view.ts';
import { LlmsView } from '../llms/llms-view.ts';
import { PresetsView } from '../presets/presets-view.ts';
import { QueryView } from '../query/query-view.ts';

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
  component: ComponentType<ViewProps>;
}

export const VIEWS: readonly View[] = [
  { id: 'live', title: 'Live', key: '1', component: LiveView },
  { id: 'query', title: 'Query', key: '2', component: QueryView },
  { id: 'llms', title: 'LLMs', key: '3', component: LlmsView },
  { id: 'presets', title: 'Presets', key: '4', component: PresetsView },
  { id: 'corpora', title: 'Corpora', key: '5', component: CorporaView },
  { id: 'controls', title: 'Controls', key: '6', component: ControlsView },
];
