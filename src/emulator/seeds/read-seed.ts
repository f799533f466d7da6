/** From the text of a seed to one that can be applied. */

import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { whyUnusable } from '../../basics/file-system.ts';
import { DEEPEST, TOO_DEEP } from '../../http/json-body.ts';
import { dropNulls } from '../../http/nulls.ts';
import { isSummary, type JsonSchema, toFieldErrors, withoutAlternatives } from '../../http/validation.ts';
import { isSought } from '../../secrets/request-secrets.ts';
import { checkNames } from './check-names.ts';
import { pathOf, SeedInvalid, type SeedProblem, SeedUnreadable, type Step } from './seed-invalid.ts';
import { Seed } from './seed-schema.ts';

export interface LoadedSeed {
  seed: Seed;
  /** The same for the same content, files included. */
  digest: string;
  /** What is wrong with an entry, for people. */
  problem(steps: readonly Step[], message: string): SeedProblem;
  invalid(problems: readonly SeedProblem[]): SeedInvalid;
  /** The bytes of a file that an entry names. */
  readFile(path: string): Buffer;
}

/** Each is looked for in the text; an answer shows one fewer, and that there are more. */
const MOST_FINDINGS = 21;

export type SeedReader = ReturnType<typeof createSeedReader>;

/**
 * `environment`: what `${NAME}` stands for in the server's own seed. One that was sent may come from anybody who reaches
 * the server, so it sees those variables alone that are named in `shared`.
 */
export function createSeedReader(environment: Environment, shared: readonly string[] = []) {
  const forSent = Object.fromEntries(shared.map((name) => [name, environment[name]]));

  /** `file`: where the text comes from, if it is from a file. Throws SeedInvalid. */
  async function read(text: string, file?: string): Promise<LoadedSeed> {
    // Loaded only for those who use it.
    const { readSeedText } = await import('./seed-text.ts');
    const { value: written, errors: unread, locate } = readSeedText(text);
    const deep = stepsToDeep(written);
    if (deep) throw new SeedInvalid(file ?? 'seed', [{ path: pathOf(deep), line: 1, column: 1, message: TOO_DEEP }]);
    const { value, errors, redact } = substituteEnvironment(
      written,
      file === undefined ? forSent : environment,
      file === undefined,
    );
    const problem = (steps: readonly Step[], message: string): SeedProblem => ({
      path: pathOf(steps) || 'seed',
      ...locate(steps),
      message: redact(message),
    });
    const invalid = (problems: readonly SeedProblem[]) => new SeedInvalid(file ?? 'seed', problems);
    const throwAny = (findings: { steps: Step[]; message: string }[]) => {
      if (findings.length === 0) return;
      throw invalid(findings.slice(0, MOST_FINDINGS).map(({ steps, message }) => problem(steps, message)));
    };
    const readFile = (path: string) => readFileSync(resolve(dirname(file ?? '.'), path));

    if (unread.length > 0) throw invalid(unread.map((error) => ({ path: 'seed', ...error })));
    throwAny([...errors, ...checkShape(value)]);
    const seed = value as Seed;
    throwAny(checkNames(seed, file !== undefined));
    const files = digestFiles(seed, readFile);
    throwAny(files.errors);
    return { seed, digest: hash('sha256', JSON.stringify([seed, files.digests])), problem, invalid, readFile };
  }

  /** Throws SeedUnreadable, too. */
  async function readFile(file: string): Promise<LoadedSeed> {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      throw new SeedUnreadable(file, whyUnusable(error));
    }
    return read(text, file);
  }

  return { read, readFile };
}

/** The way to a value that is nested deeper than any may be, as far as it tells something; undefined where none is. */
function stepsToDeep(value: unknown): Step[] | undefined {
  const waiting: { value: unknown; depth: number; steps: Step[] }[] = [{ value, depth: 0, steps: [] }];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    const { value: inner, depth, steps } = one;
    if (typeof inner !== 'object' || inner === null) continue;
    if (depth >= DEEPEST) return steps;
    for (const [name, member] of Object.entries(inner)) {
      const step = Array.isArray(inner) ? Number(name) : name;
      waiting.push({ value: member, depth: depth + 1, steps: steps.length < 6 ? [...steps, step] : steps });
    }
  }
  return undefined;
}

function digestFiles({ corpora = [] }: Seed, readFile: (path: string) => Buffer) {
  const digests: string[] = [];
  const errors: { steps: Step[]; message: string }[] = [];
  for (const [index, { files = [] }] of corpora.entries()) {
    for (const [place, { path }] of files.entries()) {
      try {
        digests.push(hash('sha256', readFile(path)));
      } catch (error) {
        const message = `cannot be read: ${whyUnusable(error)}.`;
        errors.push({ steps: ['corpora', index, 'files', place, 'path'], message });
      }
    }
  }
  return { digests, errors };
}

// Whether a seed has the shape of one: its schema's findings, each with the steps to where it is.

export interface Finding {
  steps: Step[];
  message: string;
}

/** Each is compared with each, and far fewer are told. */
const MOST_ERRORS = 400;

/** Compiled at its first use, for all servers of a process: it depends on the schema alone. */
let validate: ValidateFunction | undefined;

/** Takes nulls for absence, as the API does, and takes them away. */
export function checkShape(value: unknown): Finding[] {
  validate ??= compile();
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return [{ steps: [], message: 'should be an object with lists such as llms and corpora.' }];
  }
  if (validate(dropNulls(Seed as object as JsonSchema, value))) return [];
  const errors = withoutAlternatives((validate.errors as ErrorObject[]).slice(0, MOST_ERRORS));
  return errors.filter((error) => !isSummary(error) || !errors.some((other) => isBelow(other, error))).map(toFinding);
}

/** Not optimized, which would take as long again: a seed is checked once in a while. */
function compile(): ValidateFunction {
  const code = { optimize: false };
  const ajv = new Ajv({ discriminator: true, allErrors: true, verbose: true, strict: false, code });
  addFormats.default(ajv, ['uri', 'date-time', 'date', 'email', 'binary']);
  return ajv.compile(Seed);
}

const isBelow = (other: ErrorObject, summary: ErrorObject) =>
  !isSummary(other) && other.instancePath.startsWith(summary.instancePath);

function toFinding(error: ErrorObject): Finding {
  const [[, message] = ['', 'is not valid.']] = Object.entries(toFieldErrors('seed', [error], {}));
  const { missingProperty, additionalProperty, tag } = error.params;
  const last = missingProperty ?? additionalProperty ?? tag;
  const steps = error.instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step): Step => (/^\d+$/.test(step) ? Number(step) : step));
  return { steps: last === undefined ? steps : [...steps, last], message };
}

// `${NAME}` in the values of a seed: what the environment says, kept out of everything that is shown.

export type Environment = Record<string, string | undefined>;

export interface Substituted {
  value: unknown;
  errors: { steps: Step[]; message: string }[];
  /** A text without anything that came from the environment. */
  redact(text: string): string;
}

/** Capitals only: `${vectaraQuery}` is a prompt template's own. */
const REFERENCE = /\$\$\{|\$\{([A-Z_][A-Z0-9_]*)(?::-([^}]*))?\}/g;

const NOT_SHARED =
  'which is not set or not named by --seed-env: a seed that is sent sees only variables that are named there.';

/** What paths, logs and listings show things by. */
const NAMES = ['key', 'name', 'id', 'username', 'email', 'filename', 'path'];

/** `isSent`: whether only variables that were named for it can be there. */
export function substituteEnvironment(given: unknown, environment: Environment, isSent = false): Substituted {
  const errors: Substituted['errors'] = [];
  const used = new Map<string, string>();

  function inText(text: string, steps: Step[]): string {
    return text.replace(REFERENCE, (reference: string, name: string | undefined, fallback: string | undefined) => {
      if (name === undefined) return '${';
      if (NAMES.includes(String(steps.at(-1))) && !steps.includes('metadata')) {
        errors.push({ steps, message: 'should not come from the environment: logs and listings show it.' });
      }
      const value = environment[name] ?? fallback;
      if (value === undefined)
        errors.push({
          steps,
          message: `needs the environment variable ${name}, ${isSent ? NOT_SHARED : 'which is not set.'}`,
        });
      else if (environment[name] !== undefined) used.set(value, reference);
      return value ?? '';
    });
  }

  function visit(value: unknown, steps: Step[]): unknown {
    if (typeof value === 'string') return inText(value, steps);
    if (Array.isArray(value)) return value.map((item, index) => visit(item, [...steps, index]));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, visit(member, [...steps, name])]));
  }

  const value = visit(given, []);
  const hidden = [...used]
    .flatMap(([text, reference]) => formsOf(text).map((form) => ({ form, reference })))
    .filter(({ form }) => isSought(form))
    .sort((a, b) => b.form.length - a.form.length);
  const redact = (text: string) => hidden.reduce((rest, { form, reference }) => rest.replaceAll(form, reference), text);
  return { value, errors, redact };
}

/** How a value can show up in a message. */
function formsOf(value: string): string[] {
  const url = URL.parse(value);
  const hosts = url?.host ? [url.host, url.hostname, url.password, url.username] : [];
  return [...new Set([value, value.trim(), JSON.stringify(value).slice(1, -1), encodeURIComponent(value), ...hosts])];
}
