import { useMemo, useState } from 'preact/hooks';
import type { Usage } from '../../api/types.ts';
import { linkTo } from '../../app/navigation.ts';
import { count } from '../../parts/format.ts';
import { Section } from '../../parts/pieces.tsx';
import { saidBy } from './arrivals.ts';
import { type Entry, notesOf } from './notes.tsx';
import { rankingsOf } from './ranking.tsx';

/** The answer as the client has it in the end, what it cites, how far it is to be trusted and what it cost. */
export function AnswerGivenPart({ entry, answer }: { entry: Entry; answer: Answer }) {
  const { text, score, warning, usage } = answer;
  return (
    <Section title="Answer">
      {text === undefined ? <p class="hint">No text.</p> : <Text entry={entry} text={text} />}
      <div class="measures">
        <Score score={score} warning={warning} />
        <Cost usage={usage} />
      </div>
    </Section>
  );
}

function Text({ entry, text }: { entry: Entry; text: string }) {
  const [lit, setLit] = useState<number[]>([]);
  const parts = useMemo(() => partsOf(text, sourcesOf(entry).length), [entry, text]);
  const sources = useMemo(() => citedSources(entry, parts), [entry, parts]);
  const lights = (numbers: number[]) => ({
    onMouseEnter: () => setLit(numbers),
    onMouseLeave: () => setLit([]),
    onFocus: () => setLit(numbers),
    onBlur: () => setLit([]),
  });
  return (
    <>
      <p class="life-answer">
        {parts.map(({ text: said, cites }) =>
          cites.length === 0 ? (
            said
          ) : (
            <span
              class={`life-citation ${cites.some((one) => lit.includes(one)) ? 'is-lit' : ''}`}
              tabindex={0}
              role="note"
              aria-label={`cites ${cites.join(', ')}`}
              {...lights(cites)}
            >
              {said}
            </span>
          ),
        )}
      </p>
      {sources.length > 0 && (
        <>
          <h3>Cited</h3>
          <ol class="life-sources">
            {sources.map((source) => (
              <li class={lit.includes(source.number) ? 'is-lit' : ''} {...lights([source.number])}>
                <CitedSource of={source} />
              </li>
            ))}
          </ol>
        </>
      )}
    </>
  );
}

function CitedSource({ of: { number, corpus, document, text, times } }: { of: Source }) {
  return (
    <>
      <b>[{number}]</b> <a href={linkTo('corpora', corpus)}>{corpus}</a> /{' '}
      <a href={linkTo('corpora', corpus, document)}>
        <b>{document}</b>
      </a>
      {times > 1 && (
        <>
          {' '}
          <span class="soft">{times} times</span>
        </>
      )}
      {text !== undefined && <p>{text}</p>}
    </>
  );
}

// The answer that a call gave, whatever its kind: from the stream's events, or from the body.

interface Answer {
  text: string | undefined;
  /** As the client was told or as it was noted. */
  score: number | undefined;
  /** Why there is no score. */
  warning: string | undefined;
  usage: (Usage & { calls: number }) | undefined;
}

export function answerOf(entry: Entry): Answer {
  const consistency = notesOf(entry, 'consistency').at(-1);
  return { text: textOf(entry), score: consistency?.score, warning: consistency?.warning, usage: usageOf(entry) };
}

const bodyOf = ({ response: { body } }: Entry) => (typeof body === 'object' ? body : {});

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
    bodyOf(entry).usage ??
    entry.response.events?.map(({ data }) => (typeof data === 'object' ? data?.usage : undefined)).findLast(Boolean);
  if (typeof relayed?.prompt_tokens !== 'number') return undefined;
  return { promptTokens: relayed.prompt_tokens, completionTokens: relayed.completion_tokens ?? 0, calls: 1 };
}

// Which results an answer cites by their numbers.

interface Source {
  number: number;
  corpus: string;
  document: string;
  text: string | undefined;
  /** How often it is cited. */
  times: number;
}

interface AnswerPart {
  text: string;
  /** Of the sources it cites, where it is a citation. */
  cites: number[];
}

const CITATION = /\[([1-9]\d*(?: *, *[1-9]\d*)*)\]/g;

/** An answer in pieces, citations apart. Numbers that no source has are text. */
function partsOf(text: string, sources: number): AnswerPart[] {
  const parts: AnswerPart[] = [];
  let end = 0;
  for (const match of text.matchAll(CITATION)) {
    const cites = match[1]!.split(',').map(Number);
    if (cites.some((number) => number > sources)) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index), cites: [] });
    parts.push({ text: match[0], cites });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), cites: [] });
  return parts;
}

/** What the last prompt held, by number, with the text where the search noted it. */
function sourcesOf(entry: Entry): Omit<Source, 'times'>[] {
  const prompt = notesOf(entry, 'prompt').at(-1);
  if (!prompt) return [];
  const plan = notesOf(entry, 'plan').at(-1);
  const ranking = rankingsOf(entry).at(-1);
  return prompt.used.map(({ corpus_key, document_id }, index) => {
    const part = ranking?.parts.find(({ rank }) => rank === index + 1 + (plan?.offset ?? 0));
    const isSame = part?.corpus === corpus_key && part.document === document_id;
    return {
      number: index + 1,
      corpus: corpus_key,
      document: document_id,
      text: isSame ? part.found?.text : undefined,
    };
  });
}

function citedSources(entry: Entry, parts: readonly AnswerPart[]): Source[] {
  const times = new Map<number, number>();
  for (const number of parts.flatMap(({ cites }) => cites)) times.set(number, (times.get(number) ?? 0) + 1);
  return sourcesOf(entry).flatMap((source) => {
    const count = times.get(source.number);
    return count === undefined ? [] : [{ ...source, times: count }];
  });
}

function Score({ score, warning }: { score: number | undefined; warning: string | undefined }) {
  if (score === undefined && warning === undefined) return null;
  return (
    <div class="measure">
      <h3>Factual consistency score</h3>
      {score === undefined ? (
        <p>
          None: <code>{warning}</code>
        </p>
      ) : (
        <>
          <p class="figure">{score.toFixed(2)}</p>
          <div class="bar" aria-hidden="true">
            <i class={score < 0.5 ? 'low' : 'high'} style={{ width: `${score * 100}%` }} />
          </div>
          <p class="hint">How likely the answer follows from the results: 1 is certain.</p>
        </>
      )}
    </div>
  );
}

function Cost({ usage }: { usage: Answer['usage'] }) {
  if (!usage) return null;
  const { promptTokens, completionTokens, calls } = usage;
  const all = promptTokens + completionTokens;
  return (
    <div class="measure">
      <h3>Cost in tokens</h3>
      <p class="figure">{all.toLocaleString('en')}</p>
      <div class="bar" aria-hidden="true">
        <i class="by-prompt" style={{ flexGrow: promptTokens }} />
        <i class="by-answer" style={{ flexGrow: completionTokens }} />
      </div>
      <p class="hint">
        <span class="legend inline">
          <span>
            <i class="by-prompt" />
            {promptTokens.toLocaleString('en')} for the prompt
          </span>{' '}
          <span>
            <i class="by-answer" />
            {completionTokens.toLocaleString('en')} for the answer
          </span>
        </span>
        {calls > 1 && <> in {count(calls, 'model call')}</>}
      </p>
    </div>
  );
}
