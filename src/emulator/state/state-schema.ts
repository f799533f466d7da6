import { type Static, Type } from 'typebox';
import { ShownJobMode } from '../../v2/jobs/job-mode.ts';
import { ScenarioState } from '../api-scripts/api-scripts-schema.ts';
import { RecordingSettings } from '../recordings/recordings-schema.ts';
import { ClockState } from './clock-routes.ts';

/** All that is switched on in an account, on the wire. */
export const EmulatorState = Type.Object({
  account: Type.String({ description: 'That a request with these headers reaches.' }),
  auth: Type.Union([Type.Literal('open'), Type.Literal('strict')]),
  isolation: Type.Union([Type.Literal('shared'), Type.Literal('key')]),
  upstream: Type.Object({
    simulated: Type.Boolean({ description: 'Whether the built-in model answers for registered LLMs.' }),
    recordings: Type.Optional(RecordingSettings.properties.mode),
  }),
  clock: ClockState,
  jobs: ShownJobMode,
  faults: Type.Object({ count: Type.Integer(), magic: Type.Boolean() }),
  scripts: Type.Object({ count: Type.Integer(), strict: Type.Boolean() }),
  api_scripts: Type.Object({ count: Type.Integer(), scenarios: Type.Array(ScenarioState) }),
  journal: Type.Object({ enabled: Type.Boolean() }),
});
export type EmulatorState = Static<typeof EmulatorState>;
