/** What is asked and told about API scripts, on the wire. */
import { type Static, Type } from 'typebox';
import { Verdict } from '../rules/verdict-schema.ts';
import { ScenarioName } from './api-script-schema.ts';

export const ScenarioState = Type.Object({ name: ScenarioName, state: Type.String() });
export type ScenarioState = Static<typeof ScenarioState>;

const texts = (description: string) => Type.Optional(Type.Record(Type.String(), Type.String(), { description }));

export const ExplainApiScripts = Type.Object({
  entry: Type.Optional(
    Type.String({ description: 'The id of a call in the journal, instead of everything else; as it was kept.' }),
  ),
  operation: Type.Optional(Type.String({ description: 'operationId. Required without entry.' })),
  path: texts('The names in the path.'),
  query: texts('Parameters of the address.'),
  headers: texts('In any case.'),
  body: Type.Optional(Type.Unknown({ description: 'Any JSON.' })),
});
export type ExplainApiScripts = Static<typeof ExplainApiScripts>;

export const ApiScriptVerdicts = Type.Object({
  answered_by: Type.Optional(Type.String({ description: 'The id of the script that would answer, if any.' })),
  api_scripts: Type.Array(Verdict),
});
export type ApiScriptVerdicts = Static<typeof ApiScriptVerdicts>;
