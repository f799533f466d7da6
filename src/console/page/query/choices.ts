import { connection, listAll } from '../api/call.ts';
import { type Loaded, useLoaded } from '../api/hooks.ts';
import type { Corpus, GenerationPreset, Llm, Reranker } from '../api/types.ts';
import { type Draft, FIRST_DRAFT } from './draft.ts';

/** What there is to choose from. */
export interface Choices {
  corpora: Corpus[];
  presets: GenerationPreset[];
  llms: Llm[];
  rerankers: Reranker[];
}

export const useChoices = (): Loaded<Choices> =>
  useLoaded(async () => {
    const [corpora, presets, llms, rerankers] = await Promise.all([
      listAll<Corpus>('/v2/corpora', 'corpora'),
      listAll<GenerationPreset>('/v2/generation_presets', 'generation_presets'),
      listAll<Llm>('/v2/llms', 'llms'),
      listAll<Reranker>('/v2/rerankers', 'rerankers'),
    ]);
    return { corpora, presets, llms, rerankers };
  });

/** Options of a select: the default first, then names; one that is chosen but not known stays to be seen. */
export function optionsOf(
  things: readonly { name: string; enabled: boolean }[],
  chosen: string,
  byDefault: string,
): { value: string; label: string }[] {
  const known = things.map(({ name, enabled }) => ({ value: name, label: enabled ? name : `${name} (disabled)` }));
  const isKnown = chosen === '' || things.some(({ name }) => name === chosen);
  return [
    { value: '', label: byDefault },
    ...known,
    ...(isKnown ? [] : [{ value: chosen, label: `${chosen} (unknown)` }]),
  ];
}

// The last query, for as long as the tab lives: of each account its own.

const STORED = 'vectara-emulator.query';

const key = () => `${STORED}.${connection.peek().account}`;

export function remember(draft: Draft): void {
  sessionStorage.setItem(key(), JSON.stringify(draft));
}

export function remembered(): Draft | undefined {
  try {
    const stored: Draft | null = JSON.parse(sessionStorage.getItem(key()) ?? 'null');
    return stored ? { form: { ...FIRST_DRAFT.form, ...stored.form }, byHand: stored.byHand ?? {} } : undefined;
  } catch {
    return undefined;
  }
}
