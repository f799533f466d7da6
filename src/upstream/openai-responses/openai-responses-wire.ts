/** The parts of OpenAI's Responses protocol that we write and read. https://platform.openai.com/docs/api-reference/responses */

export type ResponsesContent =
  | { type: 'input_text'; text: string }
  | { type: 'input_image'; image_url: string; detail?: string }
  | { type: 'output_text'; text: string };

export type ResponsesInputItem =
  | { role: 'system' | 'user' | 'assistant'; content: string | ResponsesContent[] }
  | { type: 'function_call'; call_id: string; name: string; arguments: string }
  | { type: 'function_call_output'; call_id: string; output: string };

export interface ResponsesRequest {
  model: string;
  input: ResponsesInputItem[];
  max_output_tokens?: number;
  temperature?: number;
  tools?: {
    type: 'function';
    name: string;
    description?: string;
    parameters?: Record<string, unknown>;
    strict?: boolean;
  }[];
  tool_choice?: 'auto' | 'none' | 'required' | { type: 'function'; name: string };
  text?: { format: object };
}

export interface ResponsesAnswer {
  status?: string;
  error?: unknown;
  incomplete_details?: { reason?: string } | null;
  output?: {
    type?: string;
    content?: { type?: string; text?: string }[];
    id?: string;
    call_id?: string;
    name?: string;
    arguments?: string;
  }[];
  usage?: { input_tokens?: number; output_tokens?: number } | null;
}
