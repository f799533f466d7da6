import { type FieldErrors, invalidFields } from '../../errors.ts';
import type { FilterAttribute } from '../../retrieval/filter/filter-attribute.ts';
import type { NewCorpus } from './corpora-repository.ts';
import type { CreateCorpusRequest } from './corpora-schema.ts';

/**
 * A create request as a record, defaults filled in (docs/behaviour/corpora.md, Creation). Throws 400 on doubled names.
 */
export function toNewCorpus(request: CreateCorpusRequest, encoderName: string): NewCorpus {
  const { key, name = key, description = '', custom_dimensions: dimensions = [] } = request;
  refuseDoubles(
    dimensions.map((dimension) => dimension.name),
    'body.custom_dimensions',
    (dimension) => `"${dimension}" is the name of another custom dimension.`,
  );
  return {
    key,
    name,
    description,
    saveHistory: request.save_history ?? false,
    queriesAreAnswers: request.queries_are_answers ?? false,
    documentsAreQuestions: request.documents_are_questions ?? false,
    encoderName,
    filterAttributes: toFilterAttributes(request.filter_attributes ?? []),
    customDimensions: dimensions.map(({ name, description = '', indexing_default = 0, querying_default = 0 }) => ({
      name,
      description,
      indexing_default,
      querying_default,
    })),
  };
}

/**
 * Attributes with their defaults, checked: a name is unique within its level (docs/behaviour/corpora.md, Filter
 * attributes).
 */
export function toFilterAttributes(given: readonly FilterAttribute[]): FilterAttribute[] {
  refuseDoubles(
    given.map(({ level, name }) => `${level} ${name}`),
    'body.filter_attributes',
    (attribute) => `"${attribute.replace(/^\w+ /, '')}" is the name of another attribute of its level.`,
  );
  return given.map(({ name, level, type, description = '', indexed = true }) => ({
    name,
    level,
    description,
    indexed,
    type,
  }));
}

function refuseDoubles(names: readonly string[], field: string, text: (name: string) => string): void {
  const errors: FieldErrors = {};
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) < index) errors[`${field}[${index}].name`] = text(name);
  }
  if (Object.keys(errors).length > 0) throw invalidFields(errors);
}
