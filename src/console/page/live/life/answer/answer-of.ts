/** The answer that a call gave, whatever its kind: from the stream's events, or from the body. */
import type { Usage } from '../../../../../upstream/language-model.ts';
import { type Entry, notesOf } from '../notes/call-notes.ts';
import { saidBy } from '../wire/event-text.ts';

export interface Answer {
  text: string | undefined;
  /** As the client was told or as it was noted. */
  score: number | undefined;
  /** Why there is no score. */
  warning: string | undefined;
  usage: (Usage & { calls: number }) | undefined;
}

interface AnswerBody {
  summary?: string;
  answer?: string;
  choices?: { message?: { content?: string | null } }[];
  usage?: WireUsage;
}

interface WireUsage {
  prompt_tokens?: number;
  completion_tokens?: number;
}

export function answerOf(entry: Entry): Answer {
  const consistency = notesOf(entry, 'consistency').at(-1);
  return { text: textOf(entry), score: consistency?.score, warning: consistency?.warning, usage: usageOf(entry) };
}

const bodyOf = ({ response: { body } }: Entry): AnswerBody =>
  body !== null && typeof body === 'object' ? (body as AnswerBody) : {};

function textOf(entry: Entry): string | undefined {
  const said = (entry.response.events ?? []).map(saidBy).filter((text) => text !== undefined);
  if (said.length > 0) return said.join('');
  const { summary, answer, choices } = bodyOf(entry);
  const text = [summary, answer, choices?.[0]?.message?.content].find((one) => typeof one === 'string');
  return text === '' ? undefined : (text ?? undefined);
}

/** Of all models that were asked; of a relayed call what the upstream said in its answer. */
function usageOf(entry: Entry): Answer['usage'] {
  const used = notesOf(entry, 'model').flatMap(({ usage }) => (usage ? [usage] : []));
  if (used.length > 0) {
    return used.reduce<NonNullable<Answer['usage']>>(
      (sum, { promptTokens, completionTokens }) => ({
        promptTokens: sum.promptTokens + promptTokens,
        completionTokens: sum.completionTokens + completionTokens,
        calls: sum.calls + 1,
      }),
      { promptTokens: 0, completionTokens: 0, calls: 0 },
    );
  }
  const relayed =
    bodyOf(entry).usage ?? entry.response.events?.map(({ data }) => (data as AnswerBody)?.usage).findLast(Boolean);
  if (typeof relayed?.prompt_tokens !== 'number') return undefined;
  return { promptTokens: relayed.prompt_tokens, completionTokens: relayed.completion_tokens ?? 0, calls: 1 };
}
