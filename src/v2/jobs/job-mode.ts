/** When jobs go on and when documents become searchable: at once, after a while, or when someone says so. */
import { type Static, Type } from 'typebox';

const DELAY_MS = 1000;

const timing = (delayed: string) => ({
  mode: Type.Union([Type.Literal('instant'), Type.Literal('delayed'), Type.Literal('stepped')]),
  delay_ms: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1, description: `${delayed}; ${DELAY_MS} by default.` }),
  ),
});

const IndexingMode = Type.Object(timing('How long after it was accepted a delayed document becomes searchable'), {
  description: 'When new documents become searchable: without it when `mode` and `delay_ms` say.',
});
export type IndexingMode = Static<typeof IndexingMode>;

export const JobMode = Type.Object({
  ...timing('What each turn of a delayed job waits'),
  indexing: Type.Optional(IndexingMode),
});
export type JobMode = Static<typeof JobMode>;

/** As JobMode, with what follows from it. */
export const ShownJobMode = Type.Object({
  ...JobMode.properties,
  indexing: IndexingMode,
  pending_documents: Type.Integer({ description: 'How many documents are stored and not searchable yet.' }),
});
export type ShownJobMode = Static<typeof ShownJobMode>;

export const delayOf = ({ delay_ms = DELAY_MS }: IndexingMode): number => delay_ms;

export const indexingOf = ({ mode, delay_ms, indexing }: JobMode): IndexingMode =>
  relevant(indexing ?? { mode, ...(delay_ms === undefined ? {} : { delay_ms }) });

/** Without what has no meaning in it. */
export const relevantMode = ({ indexing, ...own }: JobMode): JobMode => ({
  ...relevant(own),
  ...(indexing ? { indexing: relevant(indexing) } : {}),
});

const relevant = ({ mode, delay_ms }: IndexingMode): IndexingMode => ({
  mode,
  ...(mode === 'delayed' && delay_ms !== undefined ? { delay_ms } : {}),
});
