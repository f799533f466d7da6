import { type Static, type TObject, Type } from 'typebox';
import { Script, ScriptId, ScriptStatus } from '../../scripting/scripts-schema.ts';
import { canMatchFields } from '../rules/can-match.ts';

/** One of them or a list; JSON Schema looks at members of objects and items of lists only. */
const oneOrList = <One>(schema: TObject) =>
  Type.Unsafe<One | One[]>({ ...schema, type: ['object', 'array'], items: schema });

export const AddScriptsRequest = oneOrList<Script>(Script);
export const ListedScript = Type.Object({ ...ScriptStatus.properties, ...canMatchFields });
type ListedScript = Static<typeof ListedScript>;
export const AddScriptsResponse = oneOrList<ListedScript>(ListedScript);

export const ScriptParams = Type.Object({ script_id: Type.String() });
export const PutScriptParams = Type.Object({ script_id: ScriptId });

export const ListScriptsResponse = Type.Object({ scripts: Type.Array(ListedScript) });

export const StrictScripts = Type.Object({
  strict: Type.Boolean({
    description: 'Whether a request that no script answers fails instead of going to the model.',
  }),
});

export const ExplainScriptsRequest = Type.Object({
  llm: Type.String({ minLength: 1, description: 'Name or id.' }),
  model: Type.Optional(Type.String({ description: 'The provider’s; that of the LLM when absent.' })),
  preset: Type.Optional(Type.String()),
  operation: Type.Optional(Type.String()),
  headers: Type.Optional(Type.Record(Type.String(), Type.String())),
  messages: Type.Array(
    Type.Object(
      {
        role: Type.Unsafe<'system' | 'developer' | 'user' | 'assistant' | 'tool'>({
          type: 'string',
          enum: ['system', 'developer', 'user', 'assistant', 'tool'],
        }),
      },
      { additionalProperties: true },
    ),
    { description: 'As in a chat completion.' },
  ),
  parameters: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  tools: Type.Optional(Type.Array(Type.Object({}, { additionalProperties: true }))),
  tool_choice: Type.Optional(Type.Unknown()),
  response_format: Type.Optional(Type.Object({}, { additionalProperties: true })),
  stream: Type.Optional(Type.Boolean()),
});

export const ExplainScriptsResponse = Type.Object({
  strict: Type.Boolean(),
  answered_by: Type.Optional(Type.String({ description: 'The id of the script that would answer, if any.' })),
  scripts: Type.Array(
    Type.Object({
      script: Type.String(),
      verdict: Type.Unsafe<'answers' | 'shadowed' | 'does-not-match'>({
        type: 'string',
        enum: ['answers', 'shadowed', 'does-not-match'],
        description: 'shadowed: it matches, but an earlier script answers.',
      }),
      mismatch: Type.Optional(
        Type.Object(
          { condition: Type.String(), wanted: Type.String(), found: Type.String() },
          { description: 'The first condition that fails.' },
        ),
      ),
    }),
  ),
});
