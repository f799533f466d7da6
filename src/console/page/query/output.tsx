import { type ReadonlySignal, useComputed } from '@preact/signals';
import { useMemo, useRef, useState } from 'preact/hooks';
import { linkTo } from '../app/navigation.ts';
import { AnsweredBy } from '../parts/answered-by.tsx';
import { Code } from '../parts/code.tsx';
import { count, milliseconds } from '../parts/format.ts';
import { Chip, Empty, Facts, ProblemNote, Section } from '../parts/pieces.tsx';
import { type AnswerPiece, type CitationMark, citationFinder } from './citation-marks.ts';
import { languageName } from './draft.ts';
import type { QueryForm, RerankStep, Variant } from './form.ts';
import { type QueryRun, rankChanges } from './query-run.ts';
import { Sources } from './sources.tsx';

interface QueryOutputProps {
  title: string;
  run: ReadonlySignal<QueryRun>;
  other: ReadonlySignal<QueryRun>;
  /** What sets it apart from the other side, where there is one. */
  apart: readonly string[] | false;
}

/** What a run brings, as it comes: the answer, what is to say of it, its sources. */
function QueryOutput({ title, run: shown, other, apart }: QueryOutputProps) {
  const run = shown.value;
  const others = useComputed(() => other.value.results).value;
  const { phase, request, text, results, prompt, warnings, problem } = run;
  const pane = useRef<HTMLDivElement>(null);
  const [lit, setLit] = useState<readonly number[]>([]);
  const find = useMemo(() => citationFinder(request?.generation?.citations ?? {}, results ?? []), [request, results]);
  const pieces = useMemo(() => find(text), [find, text]);
  const isCompared = apart !== false;
  const changes = useMemo(
    () => (isCompared && results && others ? rankChanges(results, others) : undefined),
    [isCompared, results, others],
  );
  const goTo = (selector: string) => {
    const found = pane.current?.querySelector<HTMLElement>(selector);
    found?.scrollIntoView({ block: 'nearest' });
    found?.focus({ preventScroll: true });
  };
  const goToSource = (number: number) => goTo(`[data-source="${number}"] .source-number`);
  const goToCitation = () => goTo('.citation.lit');
  const cited = countCited(pieces);
  const sources = useMemo(
    () =>
      results && (
        <Sources results={results} cited={cited} changes={changes} lit={lit} onPoint={setLit} onGo={goToCitation} />
      ),
    [results, [...cited].join(' '), changes, lit],
  );
  const asked = request?.generation && request.generation.enabled !== false;
  return (
    <div class="query-output" ref={pane}>
      <Section title={title} actions={<Phase run={run} />}>
        {isCompared && apart.length > 0 && (
          <p class="apart">
            {apart.map((words) => (
              <Chip>{words}</Chip>
            ))}
          </p>
        )}
        {text !== '' && (
          <AnswerText pieces={pieces} lit={lit} onPoint={setLit} onGo={goToSource} isComing={phase === 'running'} />
        )}
        {phase === 'idle' && <p class="hint">Not asked yet.</p>}
        {text === '' && phase === 'running' && (
          <p class="hint">{results && asked ? 'Waiting for the first words.' : 'Searching.'}</p>
        )}
        {text === '' && phase === 'done' && (
          <p class="hint">{asked ? 'The answer is empty.' : 'Searched only; no answer was asked for.'}</p>
        )}
        <ProblemNote problem={problem} title={problem && !problem.status ? 'The answer failed' : undefined} />
        {phase === 'stopped' && <p class="note">Stopped. This is what had come until then.</p>}
        {warnings.map((warning) => (
          <p class="note">
            <code>{warning}</code>
          </p>
        ))}
        <RunFacts run={run} />
        {prompt !== undefined && (
          <details>
            <summary>Prompt as rendered</summary>
            <Code of={prompt} name="Rendered prompt" />
          </details>
        )}
      </Section>
      {results && (
        <section class="stack" aria-label={`${title}: sources`}>
          <h3>{count(results.length, 'source')}</h3>
          {sources}
        </section>
      )}
    </div>
  );
}

function Phase({ run: { phase } }: { run: QueryRun }) {
  if (phase === 'running') return <Chip tone="info">running</Chip>;
  if (phase === 'failed') return <Chip tone="bad">failed</Chip>;
  if (phase === 'stopped') return <Chip tone="warn">stopped</Chip>;
  return null;
}

function countCited(pieces: readonly AnswerPiece[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const piece of pieces) {
    if (typeof piece === 'string') continue;
    for (const source of piece.sources) counts.set(source, (counts.get(source) ?? 0) + 1);
  }
  return counts;
}

interface QueryOutputsProps {
  form: QueryForm;
  a: ReadonlySignal<QueryRun>;
  b: ReadonlySignal<QueryRun>;
}

/** One answer, or two side by side. */
export function QueryOutputs({ form, a, b }: QueryOutputsProps) {
  const { compares } = form;
  const isIdle = useComputed(() => a.value.phase === 'idle' && b.value.phase === 'idle').value;
  const ofA = useComputed(() => spoken(a.value)).value;
  const ofB = useComputed(() => spoken(b.value)).value;
  return (
    <div class="outputs">
      <p class="sr-only" role="status">
        {compares ? [ofA && `Answer A ${ofA}`, ofB && `Answer B ${ofB}`].join(' ') : ofA && `The answer ${ofA}`}
      </p>
      {isIdle ? (
        <Section title="Answer">
          <Empty title="Not asked yet">
            <p>Run the query: its answer streams in here, with the sources it was made from.</p>
          </Empty>
        </Section>
      ) : (
        <>
          <QueryOutput
            title={compares ? 'Answer A' : 'Answer'}
            run={a}
            other={b}
            apart={compares && differences(form.a, form.b)}
          />
          {compares && <QueryOutput title="Answer B" run={b} other={a} apart={differences(form.b, form.a)} />}
        </>
      )}
    </div>
  );
}

/** News for those who do not see it come. */
function spoken({ phase, totalMs }: QueryRun): string {
  if (phase === 'running') return 'is on its way.';
  if (phase === 'done') return totalMs === undefined ? 'is complete.' : `is complete after ${milliseconds(totalMs)}.`;
  if (phase === 'failed') return 'failed.';
  return phase === 'stopped' ? 'was stopped.' : '';
}

interface AnswerTextProps {
  pieces: readonly AnswerPiece[];
  /** Numbers of the sources that are pointed at. */
  lit: readonly number[];
  /** Called with what is pointed at, or nothing. */
  onPoint(sources: readonly number[]): void;
  onGo(source: number): void;
  isComing: boolean;
}

/** The answer as it stands, its citations as buttons that lead to their sources. */
function AnswerText({ pieces, lit, onPoint, onGo, isComing }: AnswerTextProps) {
  return (
    <p class={`answer-text ${isComing ? 'coming' : ''}`}>
      {pieces.map((piece, index) =>
        typeof piece === 'string' ? (
          piece
        ) : (
          <Citation
            key={index}
            mark={piece}
            isLit={piece.sources.some((one) => lit.includes(one))}
            onPoint={onPoint}
            onGo={onGo}
          />
        ),
      )}
    </p>
  );
}

interface CitationProps extends Pick<AnswerTextProps, 'onPoint' | 'onGo'> {
  mark: CitationMark;
  isLit: boolean;
}

function Citation({ mark: { text, url, sources }, isLit, onPoint, onGo }: CitationProps) {
  const isNumber = text === String(sources[0]);
  const point = () => onPoint(sources);
  const leave = () => onPoint([]);
  return (
    <button
      type="button"
      class={`citation ${isLit ? 'lit' : ''}`}
      title={url ? `Links to ${url}` : undefined}
      aria-label={isNumber ? `Source ${text}` : `Source ${sources.join(', ')}: ${text}`}
      onMouseEnter={point}
      onMouseLeave={leave}
      onFocus={point}
      onBlur={leave}
      onClick={() => onGo(sources[0]!)}
    >
      {text}
    </button>
  );
}

/** What sets one side of a comparison apart, in a few words each; empty where both are alike. */
function differences(own: Variant, other: Variant): string[] {
  const told: [keyof Variant, string][] = [
    ['preset', own.preset || 'default preset'],
    ['llm', own.llm || 'LLM of the preset'],
    ['lambda', `λ ${own.lambda}`],
    ['rerank', rerankerOf(own.rerank)],
  ];
  return told
    .filter(([field]) => JSON.stringify(own[field]) !== JSON.stringify(other[field]))
    .map(([, words]) => words);
}

function rerankerOf(steps: readonly RerankStep[]): string {
  if (steps.length === 0) return 'default reranker';
  return steps.map(nameOf).join(', then ');
}

function nameOf({ kind, name, diversity }: RerankStep): string {
  if (kind === 'customer_reranker') return name;
  if (kind === 'mmr') return `MMR ${diversity}`;
  return kind === 'userfn' ? 'user function' : 'no reranker';
}

/** What there is to say about a run beside its answer. */
function RunFacts({ run }: { run: QueryRun }) {
  const { call, answeredBy, consistency, language, firstMs, totalMs, problem } = run;
  const id = call?.id ?? problem?.requestId;
  return (
    <Facts
      of={{
        'Factual consistency': consistency === undefined ? undefined : <Consistency value={consistency} />,
        'Answered by': (call?.llm || answeredBy.length > 0) && (
          <>
            {call?.llm && <span class="mono">{call.llm}</span>} <AnsweredBy of={answeredBy} />
          </>
        ),
        Preset: call?.preset && <span class="mono">{call.preset}</span>,
        Language: language && `${languageName(language)} (${language})`,
        'First words': firstMs === undefined ? undefined : milliseconds(firstMs),
        Total: totalMs === undefined ? undefined : milliseconds(totalMs),
        Request: id && (
          <a class="mono" href={linkTo('live', id)} title={`View the call inside: ${id}`}>
            {id.slice(0, 8)}…
          </a>
        ),
      }}
    />
  );
}

/** From here on an answer counts as supported by its sources. */
const SUPPORTED = 0.5;

function Consistency({ value }: { value: number }) {
  return (
    <Chip tone={value >= SUPPORTED ? 'good' : 'bad'} title="How well the sources support the answer, from 0 to 1">
      {value.toFixed(2)}
    </Chip>
  );
}
