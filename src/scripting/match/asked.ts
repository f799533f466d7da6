import type { IncomingHttpHeaders } from 'node:http';
import type { ModelRequest } from '../../upstream/language-model.ts';
import { toOpenAiChatMessage } from '../../upstream/openai-chat-request.ts';

/** The LLM that is asked. */
export interface AskedLlm {
  id?: string;
  name: string;
  /** The provider's name of the model. */
  model: string;
}

/** What scripts look at: a request to a language model and what is around it. */
export interface Asked {
  llm: AskedLlm;
  /** The generation preset's name, where one led here. */
  preset: string | undefined;
  /** The id of the API call; undefined outside of any. */
  callId?: string | undefined;
  /** Of the API call; undefined outside of any. */
  operation: string | undefined;
  headers: IncomingHttpHeaders;
  request: ModelRequest;
}

/** Whose turn it is: one more than the assistant has had. */
export const turnOf = ({ messages }: ModelRequest): number =>
  messages.filter(({ role }) => role === 'assistant').length + 1;

/** What JSON paths are evaluated on. */
export const jsonOf = ({ messages, parameters, tools, toolChoice, responseFormat, stream }: ModelRequest) => ({
  messages: messages.map(toOpenAiChatMessage),
  parameters,
  ...(tools && { tools }),
  ...(toolChoice && { tool_choice: toolChoice }),
  ...(responseFormat && { response_format: responseFormat }),
  stream,
});

/** Headers as Node has them. */
export const lowerCaseNames = (headers: Record<string, string>): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
