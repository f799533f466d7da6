/** Summaries of documents on the wire (docs/behaviour/documents.md, Summarizing). */
import { type Static, Type } from 'typebox';

export const SummarizeDocumentRequest = Type.Object({
  llm_name: Type.String({ minLength: 1, description: 'An LLM; the name of a generation preset stands for its LLM.' }),
  prompt_template: Type.Optional(Type.String()),
  model_parameters: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'Passed on.' })),
  stream_response: Type.Optional(Type.Boolean({ default: false })),
});
export type SummarizeDocumentRequest = Static<typeof SummarizeDocumentRequest>;

export const SummarizeDocumentResponse = Type.Object({ summary: Type.String(), rendered_prompt: Type.String() });
export type SummarizeDocumentResponse = Static<typeof SummarizeDocumentResponse>;
