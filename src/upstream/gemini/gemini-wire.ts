/** The parts of Google's generateContent protocol that we write and read. https://ai.google.dev/api/generate-content */

export type GeminiPart =
  | { text: string; thought?: boolean }
  | { inlineData: { mimeType: string; data: string } }
  | { fileData: { fileUri: string; mimeType?: string } }
  | { functionCall: { id?: string; name: string; args: object } }
  | { functionResponse: { id?: string; name: string; response: object } };

export interface GeminiContent {
  role: 'user' | 'model';
  parts: GeminiPart[];
}

export interface GeminiRequest {
  contents: GeminiContent[];
  systemInstruction?: { parts: { text: string }[] };
  generationConfig?: {
    maxOutputTokens?: number;
    temperature?: number;
    frequencyPenalty?: number;
    presencePenalty?: number;
    stopSequences?: string[];
    topP?: number;
    responseMimeType?: string;
    responseJsonSchema?: object;
  };
  tools?: { functionDeclarations: { name: string; description?: string; parametersJsonSchema?: object }[] }[];
  toolConfig?: { functionCallingConfig: { mode: 'AUTO' | 'NONE' | 'ANY'; allowedFunctionNames?: string[] } };
}

/** One answer, or one piece of a streamed one. */
export interface GeminiResponse {
  candidates?: {
    content?: {
      parts?: {
        text?: string;
        thought?: boolean;
        functionCall?: { id?: string; name?: string; args?: object };
      }[];
    };
    finishReason?: string;
  }[];
  promptFeedback?: { blockReason?: string; blockReasonMessage?: string };
  usageMetadata?: { promptTokenCount?: number; candidatesTokenCount?: number; thoughtsTokenCount?: number };
  error?: unknown;
}
