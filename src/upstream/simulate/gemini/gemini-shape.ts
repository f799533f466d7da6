import { Type } from 'typebox';
import { Members } from '../body-shape.ts';

const Text = Type.String();

const Part = Type.Object({
  text: Type.Optional(Text),
  inlineData: Type.Optional(Type.Object({ mimeType: Type.Optional(Text), data: Type.Optional(Text) })),
  fileData: Type.Optional(Type.Object({ fileUri: Type.Optional(Text) })),
  functionCall: Type.Optional(
    Type.Object({ id: Type.Optional(Text), name: Type.Optional(Text), args: Type.Optional(Members) }),
  ),
  functionResponse: Type.Optional(
    Type.Object({ id: Type.Optional(Text), name: Type.Optional(Text), response: Type.Optional(Members) }),
  ),
});

const Declaration = Type.Object({
  name: Text,
  description: Type.Optional(Text),
  parameters: Type.Optional(Members),
  parametersJsonSchema: Type.Optional(Members),
});

/** The parts of a generateContent body that are read here; all else may be anything. */
export const GeminiBody = Type.Object({
  contents: Type.Array(Type.Object({ role: Type.Optional(Text), parts: Type.Array(Part) })),
  systemInstruction: Type.Optional(Type.Object({ parts: Type.Optional(Type.Array(Part)) })),
  tools: Type.Optional(Type.Array(Type.Object({ functionDeclarations: Type.Optional(Type.Array(Declaration)) }))),
  toolConfig: Type.Optional(
    Type.Object({
      functionCallingConfig: Type.Optional(
        Type.Object({ mode: Type.Optional(Text), allowedFunctionNames: Type.Optional(Type.Array(Text)) }),
      ),
    }),
  ),
  generationConfig: Type.Optional(
    Type.Object({
      maxOutputTokens: Type.Optional(Type.Integer()),
      stopSequences: Type.Optional(Type.Array(Text)),
      responseMimeType: Type.Optional(Text),
      responseJsonSchema: Type.Optional(Members),
      responseSchema: Type.Optional(Members),
    }),
  ),
});
