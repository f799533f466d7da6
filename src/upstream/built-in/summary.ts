/** Summaries of an agent's conversation, as its loop asks for them and gives them back (agent-loop/compaction.ts, messages.ts). */
import type { Message } from '../language-model.ts';
import { textOf } from '../messages.ts';
import { isOwnPhrase } from './phrases.ts';
import { splitSentences } from './sentences.ts';

/** Characters; of a longer one the end is kept. */
const LONGEST_SUMMARY = 20_000;
/** Sentences of what one message said. */
const KEPT_OF: Record<string, number> = { User: 2, Assistant: 1, 'Earlier summary': Number.POSITIVE_INFINITY };

const ASKED = /^Summarize the transcript of a conversation\b/;
const PARAGRAPHS = /\n\n(?=(?:User|Assistant|Earlier summary|Note|Call of \S+|Result of \S+): )/;

/** What each message of a transcript begins with; undefined when nothing is to be summarized. */
export function summaryOf(messages: readonly Message[]): string | undefined {
  const [system, transcript] = messages;
  if (system?.role !== 'system' || !transcript || !ASKED.test(textOf(system))) return undefined;
  const said = textOf(transcript)
    .split(PARAGRAPHS)
    .flatMap((paragraph) => {
      const [, speaker = '', text = ''] = /^([^:]+): ([\s\S]*)$/.exec(paragraph) ?? [];
      const sentences = splitSentences(text).filter((sentence) => !isOwnPhrase(sentence));
      return sentences.slice(0, KEPT_OF[speaker] ?? 0);
    });
  const summary = [...new Set(said)].join('\n\n');
  return summary === '' ? undefined : summary.slice(-LONGEST_SUMMARY);
}

const GIVEN = /<conversation_summary>\n([\s\S]*?)\n<\/conversation_summary>/;

/** The summary that a message gives, and what else it says. */
export function takeSummary(text: string): { summary: string; rest: string } | undefined {
  const found = GIVEN.exec(text);
  return found ? { summary: found[1]!, rest: text.slice(found.index + found[0].length) } : undefined;
}
