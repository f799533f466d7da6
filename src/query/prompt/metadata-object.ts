import { fromJson, TemplateObject, type Value } from '../../velocity/velocity.ts';

/** Metadata as templates see it (reference §4.3): prints as JSON; a key it lacks is empty text rather than nothing. */
export function metadataObject(metadata: Record<string, unknown>): TemplateObject {
  const entries = fromJson(metadata) as ReadonlyMap<string, Value>;
  return new TemplateObject({
    properties: Object.fromEntries(entries),
    methods: {
      present: () => entries.size > 0,
      get: (key) => entries.get(String(key)) ?? '',
    },
    print: () => JSON.stringify(metadata),
  });
}
