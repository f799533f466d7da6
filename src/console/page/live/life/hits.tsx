import { useState } from 'preact/hooks';
import { linkTo } from '../../app/navigation.ts';
import { count, milliseconds, score } from '../../parts/format.ts';
import { Button, Chip, Section, Segmented } from '../../parts/pieces.tsx';
import { type Entry, notesOf } from './notes.tsx';
import { useGrowing } from './on-demand.tsx';
import { hasRest, type RankedPart, type Ranking, rankingsOf, Shares } from './ranking.tsx';

const FIRST = 25;
const ORDERS = [
  { value: 'ranked', label: 'As ranked' },
  { value: 'found', label: 'As found' },
] as const;
type Order = (typeof ORDERS)[number]['value'];

/** The candidates of each search, and where every reranking step moved them. */
export function Hits({ entry }: { entry: Entry }) {
  const plans = notesOf(entry, 'plan');
  const prompts = notesOf(entry, 'prompt');
  return (
    <>
      {rankingsOf(entry).map((ranking, index) => {
        const { at_ms } = ranking.search;
        const plan = plans.findLast((one) => one.at_ms <= at_ms);
        const used = prompts.find((one) => one.at_ms >= at_ms)?.used.length ?? 0;
        return (
          <HitTable key={index} ranking={ranking} offset={plan?.offset ?? 0} limit={plan?.limit ?? 0} used={used} />
        );
      })}
    </>
  );
}

interface HitTableProps {
  ranking: Ranking;
  offset: number;
  limit: number;
  /** How many results the prompt holds. */
  used: number;
}

function HitTable({ ranking: { search, steps, parts }, offset, limit, used }: HitTableProps) {
  const [order, setOrder] = useState<Order>('ranked');
  const { shown, showAll } = useGrowing(parts.length, FIRST, FIRST);
  const ordered = order === 'ranked' ? parts : parts.toSorted((a, b) => foundRank(a) - foundRank(b));
  const types = steps.map(({ type }) => type);
  const best = Math.max(...search.candidates.map(({ score }) => score), 0.001);
  return (
    <Section
      title="Hits"
      actions={steps.length > 0 && <Segmented label="Order" value={order} choices={ORDERS} onChange={setOrder} />}
    >
      <p class="hint">
        {count(search.found, 'candidate')} found in {milliseconds(search.ms)}
        {steps.map(({ type, given, kept, ms }) => (
          <>
            ; <b>{type}</b> kept {kept} of {given} in {milliseconds(ms)}
          </>
        ))}
        .{' '}
        <span class="legend inline">
          <span>
            <i class="by-meaning" />
            semantic
          </span>{' '}
          <span>
            <i class="by-words" />
            lexical
          </span>
          {search.candidates.some(hasRest) && (
            <>
              {' '}
              <span>
                <i class="by-rest" />
                custom dimensions
              </span>
            </>
          )}
        </span>
      </p>
      {parts.length > 0 && (
        <div class="table-frame" tabindex={0} role="group" aria-label="Candidates">
          <table class="hit-table">
            <thead>
              <tr>
                <th scope="col">Found</th>
                {steps.map(({ step, type, settings }) => (
                  <th scope="col" title={JSON.stringify(settings)}>
                    {step}. {type}
                  </th>
                ))}
                <th scope="col">Prompt</th>
                <th scope="col">Part</th>
              </tr>
            </thead>
            <tbody>
              {ordered.slice(0, shown).map((part) => (
                <HitRow
                  key={part.key}
                  part={part}
                  types={types}
                  best={best}
                  number={numberOf(part, offset, limit)}
                  used={used}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {shown < parts.length && (
        <div class="actions">
          <Button onClick={showAll}>Show all {parts.length}</Button>
        </div>
      )}
      {search.found > search.candidates.length && (
        <p class="hint">Of the candidates the journal keeps the first {search.candidates.length}.</p>
      )}
    </Section>
  );
}

const foundRank = ({ found }: RankedPart) => found?.rank ?? Number.POSITIVE_INFINITY;

/** The number of the result in the answer to the client. */
function numberOf({ rank }: RankedPart, offset: number, limit: number): number | undefined {
  return rank === undefined || rank <= offset || rank > offset + limit ? undefined : rank - offset;
}

interface HitRowProps {
  part: RankedPart;
  /** Of the reranking steps. */
  types: string[];
  /** The highest score of the search. */
  best: number;
  /** Of the result in the answer; undefined for one that is not in it. */
  number: number | undefined;
  /** How many results the prompt holds. */
  used: number;
}

function HitRow({ part: { corpus, document, found, steps, rank }, types, best, number, used }: HitRowProps) {
  return (
    <tr class={rank === undefined ? 'dropped' : ''}>
      <td data-label="found">{found ? <Shares of={found} best={best} /> : '—'}</td>
      {steps.map((step, index) => (
        <td data-label={types[index]}>
          <Movement of={step} />
        </td>
      ))}
      <td data-label="prompt">
        {number !== undefined && number <= used ? (
          <Chip tone="info" title={`Result ${number} of the prompt`}>
            [{number}]
          </Chip>
        ) : (
          <span class="soft">{number === undefined ? '—' : `result ${number}`}</span>
        )}
      </td>
      <td class="hit-text">
        <a href={linkTo('corpora', corpus)}>{corpus}</a> /{' '}
        <a href={linkTo('corpora', corpus, document)}>
          <b>{document}</b>
        </a>
        {found && (
          <>
            {' '}
            <span class="soft">part {found.part}</span>
          </>
        )}
        <p>{found?.text}</p>
      </td>
    </tr>
  );
}

/** Where a reranking step moved a part. */
function Movement({ of: step }: { of: RankedPart['steps'][number] }) {
  if (!step) return <span class="soft">—</span>;
  const { before, after } = step;
  if (!after)
    return (
      <Chip tone="bad" title={`It was at rank ${before.rank} with ${score(before.score)}`}>
        dropped
      </Chip>
    );
  const up = before.rank - after.rank;
  const [arrow, word, tone] = up > 0 ? ['▲', 'up', 'up'] : up < 0 ? ['▼', 'down', 'down'] : ['=', 'stays', 'same'];
  return (
    <div class="movement">
      <span class="ranks">
        {before.rank} → <b>{after.rank}</b>
      </span>
      <span class={`moved ${tone}`}>
        <span aria-hidden="true">
          {arrow}
          {up === 0 ? '' : Math.abs(up)}
        </span>
        <span class="sr-only">{up === 0 ? word : `${word} ${Math.abs(up)}`}</span>
      </span>
      <span class="soft score">
        {score(before.score)} → {score(after.score)}
      </span>
    </div>
  );
}
