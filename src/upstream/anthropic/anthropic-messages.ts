import type { ContentPart, Message } from '../language-model.ts';
import { imageSource } from '../messages/image-source.ts';
import { argumentsObject } from '../messages/json-object.ts';
import { mergeAdjacentRoles } from '../messages/merge-adjacent-roles.ts';
import { textOf } from '../messages/message-text.ts';
import type { AnthropicBlock, AnthropicMessage } from './anthropic-wire.ts';

/** Everything but system messages: roles alternate, results of tools are the user's, the user begins (reference §2.5.4). */
export function toAnthropicMessages(conversation: Message[]): AnthropicMessage[] {
  const turns: { role: AnthropicMessage['role']; content: AnthropicBlock[] }[] = [];
  for (const message of mergeAdjacentRoles(conversation)) {
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const blocks = toBlocks(message);
    if (blocks.length === 0) continue;
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...blocks);
    else turns.push({ role, content: blocks });
  }
  if (turns[0]?.role !== 'user') turns.unshift({ role: 'user', content: [{ type: 'text', text: '.' }] });
  return turns.map(({ role, content }) => ({ role, content: plainIfText(content) }));
}

function toBlocks(message: Message): AnthropicBlock[] {
  const { role, content, toolCalls = [], toolCallId = '' } = message;
  if (role === 'tool') return [{ type: 'tool_result', tool_use_id: toolCallId, content: textOf(message) }];
  const said = typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content.map(toBlock);
  return [
    ...said.filter((block) => block.type !== 'text' || block.text !== ''),
    ...toolCalls.map(({ id, name, arguments: written }) => ({
      type: 'tool_use' as const,
      id,
      name,
      input: argumentsObject(written),
    })),
  ];
}

function toBlock(part: ContentPart): AnthropicBlock {
  if (part.type === 'text') return { type: 'text', text: part.text };
  const source = imageSource(part.image_url.url);
  return {
    type: 'image',
    source:
      'base64' in source
        ? { type: 'base64', media_type: source.mediaType, data: source.base64 }
        : { type: 'url', url: source.url },
  };
}

const plainIfText = (blocks: AnthropicBlock[]): AnthropicMessage['content'] =>
  blocks.length === 1 && blocks[0]?.type === 'text' ? blocks[0].text : blocks;
