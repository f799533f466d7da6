import type { CallNote } from '../../calls/call.ts';
import type { ModelNote } from '../listen/notes.ts';

type Columns = Record<string, unknown[]>;
type Row = Record<string, unknown>;

/** Notes as they are shown: parts that are listed column by column one by one, and how an answer came about. */
export function expandNote(note: CallNote): CallNote {
  if (note.kind === 'model') {
    const { provenance, ...rest } = note as ModelNote;
    const { by: answered_by, faults } = provenance;
    return { ...rest, answered_by, faults };
  }
  if (note.kind === 'search') {
    const { columns, rest } = split(note);
    return { ...rest, candidates: rows(columns).map(candidate) };
  }
  if (note.kind === 'rerank') {
    const { columns, rest } = split(note);
    return { ...rest, results: rows(columns).map(change) };
  }
  return note;
}

function split(note: CallNote): { columns: Columns; rest: CallNote } {
  const isColumn = ([, value]: [string, unknown]) => Array.isArray(value);
  const members = Object.entries(note);
  return {
    columns: Object.fromEntries(members.filter(isColumn)) as Columns,
    rest: Object.fromEntries(members.filter((member) => !isColumn(member))) as CallNote,
  };
}

const rows = (columns: Columns): Row[] =>
  (columns.part ?? []).map((_, index) =>
    Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[index]])),
  );

/** The score is the sum of the two shares; what they leave is of custom dimensions. */
function candidate({ lexical_interpolation, semantic, lexical, ...part }: Row): Row {
  const lambda = lexical_interpolation as number;
  return {
    ...part,
    semantic,
    lexical,
    semantic_share: (1 - lambda) * (semantic as number),
    lexical_share: lambda * (lexical as number),
  };
}

const change = ({ rank_before, score_before, score_after, ...part }: Row, index: number): Row => ({
  ...part,
  before: { score: score_before, rank: rank_before },
  after: score_after === undefined ? null : { score: score_after, rank: index + 1 },
});
