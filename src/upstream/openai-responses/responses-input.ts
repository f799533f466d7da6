import type { ContentPart, Message } from '../language-model.ts';
import { textOf } from '../messages/message-text.ts';
import type { ResponsesContent, ResponsesInputItem } from './openai-responses-wire.ts';

/** One message as input items: a call and a call's result are items of their own. */
export function toResponsesInput(message: Message): ResponsesInputItem[] {
  const { role, content, toolCalls = [], toolCallId } = message;
  if (role === 'tool') return [{ type: 'function_call_output', call_id: toolCallId ?? '', output: textOf(message) }];
  const calls = toolCalls.map(({ id, name, arguments: written }) => ({
    type: 'function_call' as const,
    call_id: id,
    name,
    arguments: written,
  }));
  if (calls.length && textOf(message) === '') return calls;
  return [{ role, content: typeof content === 'string' ? content : content.map(toContent[role]) }, ...calls];
}

const toInputContent = (part: ContentPart): ResponsesContent =>
  part.type === 'text'
    ? { type: 'input_text', text: part.text }
    : { type: 'input_image', image_url: part.image_url.url, detail: part.image_url.detail };

const toContent = {
  system: toInputContent,
  user: toInputContent,
  assistant: (part: ContentPart): ResponsesContent =>
    part.type === 'text' ? { type: 'output_text', text: part.text } : toInputContent(part),
};
