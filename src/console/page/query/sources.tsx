import { useState } from 'preact/hooks';
import type { SearchResult } from '../api/types.ts';
import { linkTo } from '../app/navigation.ts';
import { score } from '../parts/format.ts';
import { Button, Chip } from '../parts/pieces.tsx';
import type { RankChange } from './query-run.ts';

interface SourcesProps {
  results: readonly SearchResult[];
  /** How often each number is cited. */
  cited: ReadonlyMap<number, number>;
  /** Of each result against the other side; undefined where there is none. */
  changes: readonly RankChange[] | undefined;
  lit: readonly number[];
  onPoint(sources: readonly number[]): void;
  /** To where the answer cites it. */
  onGo(source: number): void;
}

/** More at once would make the page slow; few look so far down. */
const SHOWN = 100;

export function Sources({ results, cited, changes, lit, onPoint, onGo }: SourcesProps) {
  const [shown, setShown] = useState(SHOWN);
  if (results.length === 0) return <p class="hint">Nothing was found.</p>;
  return (
    <>
      <ol class="sources">
        {results.slice(0, shown).map((result, index) => {
          const number = index + 1;
          return (
            <Source
              key={number}
              result={result}
              number={number}
              citations={cited.get(number) ?? 0}
              change={changes?.[index]}
              isLit={lit.includes(number)}
              onPoint={onPoint}
              onGo={onGo}
            />
          );
        })}
      </ol>
      {results.length > shown && <Button onClick={() => setShown(shown + SHOWN)}>Show more</Button>}
    </>
  );
}

interface SourceProps extends Pick<SourcesProps, 'onPoint' | 'onGo'> {
  result: SearchResult;
  number: number;
  citations: number;
  change: RankChange | undefined;
  isLit: boolean;
}

function Source({ result, number, citations, change, isLit, onPoint, onGo }: SourceProps) {
  const { corpus_key, document_id, text, table, image } = result;
  return (
    <li
      class={`source ${isLit ? 'lit' : ''}`}
      data-source={number}
      onMouseEnter={() => onPoint([number])}
      onMouseLeave={() => onPoint([])}
    >
      <header>
        <button
          type="button"
          class="source-number"
          aria-label={`Source ${number}${citations ? ', cited' : ''}`}
          onFocus={() => onPoint([number])}
          onBlur={() => onPoint([])}
          onClick={() => onGo(number)}
        >
          {number}
        </button>
        <a href={linkTo('corpora', corpus_key, document_id)}>{document_id}</a>
        <span class="hint">{corpus_key}</span>
        <span class="source-end">
          {change !== undefined && <ChangeChip change={change} />}
          {citations > 0 && <Chip tone="info">cited{citations > 1 ? ` ${citations}×` : ''}</Chip>}
          {table && <Chip>table</Chip>}
          {image && <Chip>image</Chip>}
          <span class="source-score" title="Score">
            {score(result.score)}
          </span>
        </span>
      </header>
      <SourceText text={text} />
      <Metadata result={result} />
    </li>
  );
}

function ChangeChip({ change }: { change: RankChange }) {
  if (change === 'only here') return <Chip tone="warn">only here</Chip>;
  if (change === 0)
    return (
      <span class="hint" title="The same place on both sides">
        =<span class="sr-only"> the same place</span>
      </span>
    );
  const places = Math.abs(change);
  const said = `${places} ${places === 1 ? 'place' : 'places'} ${change > 0 ? 'higher' : 'lower'} than on the other side`;
  return (
    <Chip tone={change > 0 ? 'good' : 'bad'} title={said}>
      <span aria-hidden="true">
        {change > 0 ? '▲' : '▼'} {places}
      </span>
      <span class="sr-only">{said}</span>
    </Chip>
  );
}

function Metadata({ result: { document_metadata, part_metadata } }: { result: SearchResult }) {
  const fields = [
    ...Object.entries(document_metadata).map(([name, value]) => [`doc.${name}`, value] as const),
    ...Object.entries(part_metadata).map(([name, value]) => [`part.${name}`, value] as const),
  ];
  if (fields.length === 0) return null;
  return (
    <dl class="metadata">
      {fields.map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{shown(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

const LONGEST_VALUE = 200;

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}

/** More than this, whole documents as context say, would push the other sources out of sight. */
const SHOWN_CHARACTERS = 700;

function SourceText({ text }: { text: string }) {
  const [isWhole, setIsWhole] = useState(false);
  const isCut = text.length > SHOWN_CHARACTERS && !isWhole;
  return (
    <p class="source-text">
      {isCut ? `${text.slice(0, SHOWN_CHARACTERS)}… ` : text}
      {isCut && (
        <button type="button" class="button quiet" onClick={() => setIsWhole(true)}>
          Show all of it
        </button>
      )}
    </p>
  );
}
