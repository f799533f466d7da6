/** The layering rules of the project: each is a search, so each is a test. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const SRC = join(import.meta.dirname, '../src');
/** Runs in browsers; its own rules are at the end. */
const PAGE = join('console', 'page');

interface Source {
  file: string;
  text: string;
  imports: { from: string; typeOnly: boolean }[];
}

const sources: Source[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith(PAGE))
  .map((file) => {
    const text = readFileSync(join(SRC, file), 'utf8');
    return { file, text, imports: importsOf(text) };
  });

function importsOf(text: string) {
  const statements = text.matchAll(/^(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|import\('([^']+)'\)/gm);
  return [...statements].map((match) => ({ from: match[2] ?? match[3] ?? '', typeOnly: match[1] !== undefined }));
}

const offenders = (rule: (source: Source) => boolean) => sources.filter(rule).map(({ file }) => file);
const importing = ({ imports }: Source, pattern: RegExp) => imports.some(({ from }) => pattern.test(from));

describe('what a file may know', () => {
  test('the sources were found', () => expect(sources.length).toBeGreaterThan(40));

  test('only http/, app, index and the emulator’s own API know Fastify', () => {
    const allowed =
      /-routes\.ts$|^http\/|^(app|app-options|main|start-emulator)\.ts$|^emulator\/(loopback-guard|emulator-scope|strict-requests|faults\/answer-faults)\.ts$/;
    expect(offenders((s) => importing(s, /^@?fastify/) && !allowed.test(s.file))).toEqual([]);
  });

  test('only repositories, accounts/ and retrieval/ know SQL', () => {
    const allowed = /-repository\.ts$|^accounts\/|^retrieval\//;
    const knowsSql = (s: Source) => importing(s, /^better-sqlite3$/) || /\.(prepare|pragma)\(/.test(s.text);
    expect(offenders((s) => knowsSql(s) && !allowed.test(s.file))).toEqual([]);
  });

  test('only upstream/ and emulator/recordings/ know the network', () => {
    // What leads a program's requests here knows the program's network, not ours.
    const allowed = /^(upstream|emulator\/recordings|tls)\/|^testing\/intercept\.ts$/;
    const network = /^(undici|node:(http|https|net|tls|dns|dgram))$/;
    const reaches = (s: Source) =>
      s.imports.some((i) => network.test(i.from) && !i.typeOnly) || /(?<![.\w])fetch\(\s*['"`]/.test(s.text);
    expect(offenders((s) => reaches(s) && !allowed.test(s.file))).toEqual([]);
  });

  test('only testing/ knows a test runner', () => {
    expect(offenders((s) => importing(s, /^vitest/) && !s.file.startsWith('testing/'))).toEqual([]);
  });

  test('only the process reads the environment', () => {
    expect(offenders((s) => s.text.includes('process.env') && s.file !== 'main.ts')).toEqual([]);
  });

  test('no file has more than 300 lines', () => {
    const exceptions = /words\.ts$|abbreviations\.ts$/;
    expect(offenders((s) => s.text.split('\n').length > 301 && !exceptions.test(s.file))).toEqual([]);
  });
});

describe('the page of the console', () => {
  const page = readdirSync(join(SRC, PAGE), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => {
      const text = readFileSync(join(SRC, PAGE, file), 'utf8');
      return { file, text, imports: importsOf(text) };
    });
  const found = (rule: (source: Source) => boolean) => page.filter(rule).map(({ file }) => file);

  test('runs nothing but its own modules and its libraries', () => {
    const own = ({ file, imports }: Source) =>
      imports.every(({ from, typeOnly }) => {
        if (!from.startsWith('.')) return typeOnly || /^(preact|@preact\/signals|eventsource-parser)(\/|$)/.test(from);
        return typeOnly || !join(dirname(file), from).startsWith('..');
      });
    expect(page.length).toBeGreaterThan(20);
    expect(found((source) => !own(source))).toEqual([]);
  });

  test('never takes text for markup', () => {
    expect(
      found(({ text }) => /dangerouslySetInnerHTML|innerHTML|insertAdjacentHTML|document\.write/.test(text)),
    ).toEqual([]);
  });

  test('has no file of more than 300 lines', () => {
    expect(found(({ text }) => text.split('\n').length > 301)).toEqual([]);
  });
});

describe('imports point one way', () => {
  const RANKS: Record<string, number> = {
    '': 6,
    testing: 6,
    emulator: 5,
    console: 5,
    v2: 4,
    query: 4,
    'agent-loop': 4,
    retrieval: 2,
    upstream: 2,
    ingest: 2,
    velocity: 1,
    userfn: 1,
    jq: 1,
    python: 1,
    http: 1,
    accounts: 1,
    calls: 1,
    access: 1,
    secrets: 1,
    tls: 1,
    basics: 0,
  };
  /** Below everything: importable from anywhere, importing nothing above. So is `basics/`. */
  const FOUNDATION = ['errors.ts', 'package-root.ts'];

  const areaOf = (file: string) => (file.includes('/') ? file.split('/')[0]! : '');
  const rankOf = (file: string) => (FOUNDATION.includes(file) ? 0 : (RANKS[areaOf(file)] ?? Number.NaN));
  const targets = (source: Source) =>
    source.imports
      .filter(({ from }) => from.startsWith('.'))
      .map(({ from, typeOnly }) => ({ file: relative(SRC, join(SRC, dirname(source.file), from)), typeOnly }));

  test('every folder has its place in the order', () => {
    expect(sources.filter(({ file }) => Number.isNaN(rankOf(file))).map(({ file }) => file)).toEqual([]);
  });

  test('from the process down to the foundation', () => {
    const upward = sources.flatMap((source) =>
      targets(source)
        .filter(({ file }) => !file.startsWith('..') && rankOf(file) > rankOf(source.file))
        .map(({ file }) => `${source.file} → ${file}`),
    );
    expect(upward).toEqual([]);
  });

  /** A resource may call what stands before it; types may come from anywhere. */
  const RESOURCES = [
    // Prompts and what is generated from them: for whoever asks a model, not for queries alone.
    [
      'query/templates.ts',
      'query/prompt',
      'query/wire.ts',
      'query/query-schema.ts',
      'query/answer',
      'query/citations',
      'query/consistency',
      'query/languages.ts',
    ],
    ['query/detect-language.ts'],
    ['llms', 'generation-presets'],
    ['encoders', 'rerankers.ts', 'table-extractors.ts'],
    ['jobs', 'corpora', 'documents'],
    ['query', 'queries', 'evaluation.ts'],
    ['chats'],
    ['given-roles.ts', 'api-keys', 'app-clients', 'users', 'callers.ts'],
    ['glossaries', 'seed-list.ts'],
    ['tools', 'tool-servers', 'instructions', 'agents', 'sessions', 'agent-events', 'artifacts'],
    ['index.ts', 'seed-lists.ts'],
  ];
  const namesOf = (file: string) => file.replace(/^v2\//, '').split('/');
  const placeOf = (file: string) => {
    const [first, second] = namesOf(file);
    const own = RESOURCES.findIndex((group) => group.includes(`${first}/${second}`));
    return own >= 0 ? own : RESOURCES.findIndex((group) => group.includes(first!));
  };
  const isOfResource = (file: string) => /^(v2|query)\//.test(file);

  test('every resource has its place in the order', () => {
    expect(offenders(({ file }) => isOfResource(file) && placeOf(file) < 0)).toEqual([]);
  });

  test('a resource calls only those before it', () => {
    const backward = sources
      .filter(({ file }) => isOfResource(file))
      .flatMap((source) =>
        targets(source)
          .filter(({ file, typeOnly }) => isOfResource(file) && !typeOnly && placeOf(file) > placeOf(source.file))
          .map(({ file }) => `${source.file} → ${file}`),
      );
    expect(backward).toEqual([]);
  });

  test('languages know nothing of the product', () => {
    const crossing = sources
      .filter(({ file }) => /^(velocity|userfn|jq|python)\//.test(file))
      .flatMap((source) =>
        targets(source).filter(({ file }) => ![areaOf(source.file), 'basics'].includes(areaOf(file))),
      )
      .map(({ file }) => file);
    expect(crossing).toEqual([]);
  });
});
