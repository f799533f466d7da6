import { setImmediate, setTimeout } from 'node:timers/promises';
import type {
  FinishReason,
  LanguageModel,
  ModelChunk,
  ModelRequest,
  ResponseFormat,
  ToolCall,
} from '../language-model.ts';
import { chooseCalls, questionIn, spokenBy } from './choose-calls.ts';
import { answerLanguage, phrases, phrasesIn } from './phrases.ts';
import { thoughtOf, wantsThoughts } from './thoughts.ts';
import { cutAnswer, estimatePromptTokens, estimateTokens, wordChunks } from './tokens.ts';

/** After so many chunks in a row other work of the process gets its turn. */
const CHUNKS_PER_TURN = 64;
const CHARACTERS_PER_TOKEN = 4;

/**
 * The model behind the platform LLMs and simulate mode (docs/behaviour/llms.md, Platform LLMs): offline, the same
 * answer for the same request, drawn from the prompt alone. It never throws UpstreamError.
 */
export function createBuiltInModel(): LanguageModel {
  return {
    async *generate(request, signal) {
      signal.throwIfAborted();
      const promptTokens = estimatePromptTokens(request.messages);
      const calls = await chooseCalls(request, proseFor);
      const answer: { text: string; reason: FinishReason } =
        calls === 'impossible'
          ? cutAnswer(phrases.noInstance(), request.parameters)
          : calls.length === 0
            ? cutAnswer(await answerText(request), request.parameters)
            : { text: '', reason: 'tool_calls' };
      const made = calls === 'impossible' ? [] : calls;
      const thought = wantsThoughts(request.parameters) ? thoughtOf(request.messages, made) : '';
      for (const text of request.stream ? wordChunks(thought) : [thought]) if (text) yield { type: 'thinking', text };
      const pieces = [...textChunks(answer.text, request.stream), ...made.flatMap(callChunks(request.stream))];
      const started = performance.now();
      let said = 0;
      for (const [index, piece] of pieces.entries()) {
        if (request.stream) await untilDue(started, said, request.tokensPerSecond, signal);
        said += writtenIn(piece).length;
        if (index % CHUNKS_PER_TURN === CHUNKS_PER_TURN - 1) await setImmediate();
        signal.throwIfAborted();
        yield piece;
      }
      signal.throwIfAborted();
      const reasoningTokens = thought === '' ? undefined : estimateTokens(thought);
      const completionTokens = estimateTokens(pieces.map(writtenIn).join('')) + (reasoningTokens ?? 0);
      yield { type: 'finish', reason: answer.reason, usage: { promptTokens, completionTokens, reasoningTokens } };
    },
  };
}

/** Each piece has a time of its own, so that lateness does not add up. Returns early when the signal aborts. */
async function untilDue(
  started: number,
  characters: number,
  pace: number | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (pace === undefined) return;
  const wait = started + (characters / CHARACTERS_PER_TOKEN / pace) * 1000 - performance.now();
  if (wait >= 1) await setTimeout(wait, undefined, { signal }).catch(() => {});
}

type Piece = Extract<ModelChunk, { type: 'text' | 'tool_call' }>;

const writtenIn = (piece: Piece): string => (piece.type === 'text' ? piece.text : piece.arguments);

const textChunks = (text: string, stream: boolean): Piece[] =>
  (stream ? wordChunks(text) : [text].filter((one) => one !== '')).map((one) => ({ type: 'text', text: one }));

/** Its name first, then what it is called with, word by word; or all at once. */
const callChunks =
  (stream: boolean) =>
  ({ id, name, arguments: written }: ToolCall, index: number): Piece[] => {
    const whole: Piece = { type: 'tool_call', index, id, name, arguments: written };
    if (!stream) return [whole];
    return [
      { ...whole, arguments: '' },
      ...wordChunks(written).map((piece): Piece => ({ type: 'tool_call', index, arguments: piece })),
    ];
  };

async function answerText(request: ModelRequest): Promise<string> {
  const prose = await proseFor(request);
  const format: ResponseFormat = request.responseFormat ?? { type: 'text' };
  if (format.type === 'json_object') return JSON.stringify({ answer: prose });
  if (format.type !== 'json_schema') return prose;
  const { filledInstance } = await import('./schema-instance/filled-instance.ts');
  const value = filledInstance(format.json_schema.schema, { answer: prose, asked: questionIn(request.messages) });
  return value === undefined ? phrases.noInstance() : JSON.stringify(value);
}

/** Loaded by the first question, and kept: looking up what is loaded costs 50 µs each time. */
let composing: ReturnType<typeof loadComposing> | undefined;
const loadComposing = () => Promise.all([import('./read-prompt.ts'), import('./answer.ts'), import('./summary.ts')]);

async function proseFor({ messages }: ModelRequest): Promise<string> {
  composing ??= loadComposing();
  const [{ readPrompt }, { composeAnswer }, { summaryOf }] = await composing;
  const summary = summaryOf(messages);
  if (summary !== undefined) return summary;
  const said = spokenBy(messages);
  return composeAnswer(readPrompt(said), phrasesIn(answerLanguage(said)));
}
