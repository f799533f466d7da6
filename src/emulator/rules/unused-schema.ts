/** What was set up and never used, on the wire. */
import { type Static, Type } from 'typebox';

export const UnusedRules = Type.Object({
  rules: Type.Array(
    Type.Object({
      kind: Type.Union([Type.Literal('fault'), Type.Literal('script'), Type.Literal('api_script')]),
      id: Type.String(),
      reason: Type.String({ description: 'Why it was not used, as a sentence.' }),
    }),
    { description: 'Faults that never fired, scripts and API scripts that never answered.' },
  ),
  unmatched: Type.Object(
    {
      count: Type.Integer(),
      newest: Type.Array(
        Type.Object({
          entry_id: Type.Optional(Type.String({ description: 'Of the call in the journal.' })),
          operation: Type.Optional(Type.String()),
          llm: Type.String(),
          reasons: Type.Array(Type.String(), { description: 'What each script had against it.' }),
        }),
        { description: 'Oldest first; at most twenty.' },
      ),
    },
    { description: 'Requests to language models that no script answered though scripts were there, or had to be.' },
  ),
});
export type UnusedRules = Static<typeof UnusedRules>;
