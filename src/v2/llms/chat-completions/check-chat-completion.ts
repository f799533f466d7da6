import { type FieldErrors, invalidField, invalidFields } from '../../../errors.ts';
import type { Capabilities } from '../llms-schema.ts';
import type { CreateChatCompletionRequest } from './chat-completions-schema.ts';

/** As Azure has it; a prompt of more is put together for longer than others should wait. */
const MOST_MESSAGES = 2048;
const CONTENT_RULE = 'should be text or a list of content parts.';

/**
 * What the schema cannot say about a chat completion request (docs/behaviour/chat-completions.md, Request and
 * Upstream). Throws a 400.
 */
export function checkChatCompletion(request: CreateChatCompletionRequest, { image_support }: Capabilities): void {
  if (request.messages.length > MOST_MESSAGES) {
    throw invalidField('body.messages', `should have at most ${MOST_MESSAGES} items.`);
  }
  const errors: FieldErrors = {};
  if (request.response_format?.type === 'json_schema' && !request.response_format.json_schema) {
    errors['body.response_format.json_schema'] = 'is required for type json_schema.';
  }
  for (const [index, { content, role, ...message }] of request.messages.entries()) {
    const field = `body.messages[${index}].content`;
    if (typeof content === 'string') continue;
    if (!Array.isArray(content)) {
      // An assistant that only calls tools, or refuses, says nothing, and SDKs send null for it.
      const saysOtherwise = ['tool_calls', 'function_call', 'refusal'].some((member) => member in message);
      if (!saysOtherwise || content !== null) errors[field] = CONTENT_RULE;
    } else if (!content.every((part) => typeof part === 'object' && part !== null)) {
      errors[field] = CONTENT_RULE;
    } else if (!image_support && content.some((part) => part.type === 'image_url')) {
      errors[field] = 'has an image, and this LLM does not support images.';
    }
  }
  if (Object.keys(errors).length > 0) throw invalidFields(errors);
}
