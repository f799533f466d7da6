/** A step from a value into one that it holds. */
export type Step = string | number;

/** Something that is wrong with a seed; line and column count from 1. */
export interface SeedProblem {
  /** `llms[0].uri`. */
  path: string;
  line: number;
  column: number;
  /** A sentence that goes on after the path. Never holds what came from the environment. */
  message: string;
}

/** A seed that cannot be used, with everything that is wrong with it. The message can be shown as it is. */
export class SeedInvalid extends Error {
  override name = 'SeedInvalid';
  readonly problems: readonly SeedProblem[];

  constructor(file: string, problems: readonly SeedProblem[]) {
    const lines = problems.map(({ path, line, column, message }) => `${file}:${line}:${column} ${path} ${message}`);
    super(`The seed cannot be used:\n${lines.join('\n')}`);
    this.problems = problems;
  }
}

/** A seed whose file cannot be read. The message can be shown as it is. */
export class SeedUnreadable extends Error {
  override name = 'SeedUnreadable';
  constructor(file: string, reason: string) {
    super(`The seed ${file} cannot be read: ${reason}.`);
  }
}

/** Steps as they are written: `corpora[0].key`. */
export const pathOf = (steps: readonly Step[]): string =>
  steps
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');

/** The steps of a field of a body that the API names: `body.auth.token`, `body.filter_attributes[0].name`. */
export const stepsOf = (field: string): Step[] =>
  [...field.replace(/^(body|query|path)\b/, '').matchAll(/\[(\d+)\]|\.?([^.[]+)/g)].map(([, index, name]) =>
    index === undefined ? name! : Number(index),
  );
