import type { Corpus } from '../../../../v2/corpora/corpora-schema.ts';
import type { GenerationPreset } from '../../../../v2/generation-presets/generation-presets-schema.ts';
import type { Llm } from '../../../../v2/llms/llms-schema.ts';
import type { Reranker } from '../../../../v2/rerankers/rerankers-schema.ts';
import { listAll } from '../../api/list-all.ts';
import { type Loaded, useLoaded } from '../../api/loaded.ts';

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
