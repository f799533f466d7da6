/** From the text of a seed to one that can be applied. */
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { whyUnusable } from '../../../basics/file-system.ts';
import { pathOf, SeedInvalid, type SeedProblem, SeedUnreadable, type Step } from '../seed-invalid.ts';
import type { Seed } from '../seed-schema.ts';
import { checkNames } from './check-names.ts';
import { checkShape } from './check-shape.ts';
import { type Environment, substituteEnvironment } from './environment.ts';

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

export type SeedReader = ReturnType<typeof createSeedReader>;

/** `environment`: what `${NAME}` stands for. */
export function createSeedReader(environment: Environment) {
  /** `file`: where the text comes from, if it is from a file. Throws SeedInvalid. */
  async function read(text: string, file?: string): Promise<LoadedSeed> {
    // Loaded only for those who use it.
    const { readSeedText } = await import('./seed-text.ts');
    const { value: written, errors: unread, locate } = readSeedText(text);
    const { value, errors, redact } = substituteEnvironment(written, environment);
    const problem = (steps: readonly Step[], message: string): SeedProblem => ({
      path: pathOf(steps) || 'seed',
      ...locate(steps),
      message: redact(message),
    });
    const invalid = (problems: readonly SeedProblem[]) => new SeedInvalid(file ?? 'seed', problems);
    const throwAny = (findings: { steps: Step[]; message: string }[]) => {
      if (findings.length > 0) throw invalid(findings.map(({ steps, message }) => problem(steps, message)));
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
