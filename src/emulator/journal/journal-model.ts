import type { CurrentCall } from '../../calls/call.ts';
import type { Provenance } from '../../calls/provenance.ts';
import type { LanguageModel, ModelChunk, ModelRequest } from '../../upstream/language-model.ts';
import type { ModelNote } from './notes.ts';
import { LARGEST_BODY } from './record-call.ts';

/** A model that notes what it is asked and what it answers, where a call listens. */
export function journalModel(model: LanguageModel, provenance: Provenance, currentCall: CurrentCall): LanguageModel {
  return {
    generate(request, signal) {
      const note = currentCall.get()?.note;
      const chunks = model.generate(request, signal);
      if (!note) return chunks;
      const taken = newNote(provenance, request);
      note(taken);
      return watch(chunks, taken);
    },
  };
}

const newNote = (
  provenance: Provenance,
  { messages, parameters, stream, tools, responseFormat }: ModelRequest,
): ModelNote => ({
  kind: 'model',
  llm: provenance.llm,
  provenance,
  messages,
  parameters,
  stream,
  ...(tools && { tools }),
  ...(responseFormat && { response_format: responseFormat }),
  text: '',
  chunks: 0,
  stage: 'generation',
});

/** Passes on what `chunks` does, without a generator of its own, which would cost as much again for each chunk. */
function watch(chunks: AsyncGenerator<ModelChunk, void, undefined>, note: ModelNote): typeof chunks {
  const started = performance.now();
  const end = () => {
    note.ms ??= performance.now() - started;
  };
  const see = (result: IteratorResult<ModelChunk, void>) => {
    if (result.done) end();
    else take(result.value, note, started);
    return result;
  };
  const fail = (error: unknown): never => {
    note.error ??= (error as Error)?.message ?? String(error);
    end();
    throw error;
  };
  return {
    next: () => chunks.next().then(see, fail),
    return: (value) => {
      end();
      return chunks.return(value);
    },
    throw: (error) => chunks.throw(error),
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      await this.return();
    },
  };
}

function take(chunk: ModelChunk, note: ModelNote, started: number): void {
  note.chunks += 1;
  note.first_chunk_ms ??= performance.now() - started;
  switch (chunk.type) {
    case 'text':
      if (note.text.length < LARGEST_BODY) note.text += chunk.text;
      return;
    case 'thinking':
      note.thinking ??= '';
      if (note.thinking.length < LARGEST_BODY) note.thinking += chunk.text;
      return;
    case 'tool_call': {
      note.tool_calls ??= [];
      note.tool_calls[chunk.index] ??= { name: '', arguments: '' };
      const call = note.tool_calls[chunk.index]!;
      call.name ||= chunk.name ?? '';
      if (call.arguments.length < LARGEST_BODY) call.arguments += chunk.arguments;
      return;
    }
    case 'finish':
      note.finish_reason = chunk.reason;
      note.usage = chunk.usage;
  }
}
