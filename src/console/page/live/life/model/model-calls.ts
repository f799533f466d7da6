import { Code } from '../../../parts/code/code.ts';
import { count, milliseconds } from '../../../parts/format.ts';
import { html } from '../../../parts/html.ts';
import { Chip, Facts, Section } from '../../../parts/pieces.ts';
import { type Entry, type ModelNote, notesOf } from '../notes/call-notes.ts';
import { Fold } from '../pieces/fold.ts';
import { Messages } from '../query/messages.ts';

/** What each language model was asked and what it answered, whoever answered for it. */
export function ModelCalls({ entry }: { entry: Entry }) {
  const prompts = notesOf(entry, 'prompt');
  return html`<${Section} title="Model call">
    ${notesOf(entry, 'model').map((model, index) => {
      const isShown = prompts.some(({ at_ms }) => at_ms <= model.at_ms);
      return html`<${ModelCall} key=${index} of=${model} folded=${isShown} />`;
    })}
  <//>`;
}

/** `folded`: the messages are shown with the prompt. */
function ModelCall({ of, folded }: { of: ModelNote; folded: boolean }) {
  const { llm, messages, parameters, stream, tools, response_format, text, tool_calls, chunks, error } = of;
  const set = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null);
  return html`<div class="stack">
    ${error !== undefined && html`<div class="note problem"><p><strong>The model failed</strong></p><p class="words">${error}</p></div>`}
    <${Facts} of=${{
      LLM: html`<code>${llm}</code>`,
      'Asked for': stream ? 'a stream' : 'one whole answer',
      Chunks: chunks === 0 ? 'none' : chunks.toLocaleString('en'),
      'First chunk after': of.first_chunk_ms === undefined ? undefined : milliseconds(of.first_chunk_ms),
      Took: of.ms === undefined ? 'still running' : milliseconds(of.ms),
      Finished:
        of.finish_reason &&
        html`<${Chip} tone=${of.finish_reason === 'stop' ? 'good' : 'warn'}>${of.finish_reason}<//>`,
      Tokens:
        of.usage &&
        `${of.usage.promptTokens.toLocaleString('en')} for the prompt, ${of.usage.completionTokens.toLocaleString('en')} for the answer`,
      Parameters:
        set.length > 0
          ? set.map(([name, value]) => html`<code class="name-value">${name} <b>${JSON.stringify(value)}</b></code>`)
          : undefined,
    }} />
    ${folded ? html`<${Fold} summary=${count(messages.length, 'message')}>${() => html`<${Messages} of=${messages} />`}<//>` : html`<${Messages} of=${messages} />`}
    ${tools && html`<${Fold} summary=${count(tools.length, 'tool')}>${() => html`<${Code} of=${tools} name="tools" />`}<//>`}
    ${response_format && html`<h3>Response format</h3><${Code} of=${response_format} name="response format" />`}
    ${text !== '' && html`<${Fold} summary="What it said, before citations are rewritten">${() => html`<${Code} of=${text} name="text of the model" />`}<//>`}
    ${tool_calls && html`<h3>Tools called</h3><${Code} of=${tool_calls} name="tool calls" />`}
  </div>`;
}
