/** What the schema cannot say of a seed: names are there once, and what is needed to do without a network is given. */
import { basename } from 'node:path';
import type { SeedList } from '../../v2/seed-list.ts';
import { SEED_LISTS } from '../../v2/seed-lists.ts';
import type { Finding } from './read-seed.ts';
import type { Seed } from './seed-schema.ts';

export function checkNames(seed: Seed, isFile: boolean): Finding[] {
  const { encoders = [], llms = [], generation_presets: presets = [], corpora = [], users = [] } = seed;
  const { api_keys: keys = [], app_clients: clients = [], scripts = [], api_scripts = [], faults = [] } = seed;
  const { web_pages: pages = [], web_search_results: results = [] } = seed;
  return [
    ...doubles(
      ['encoders'],
      'name',
      encoders.map(({ name }) => name),
    ),
    ...doubles(
      ['llms'],
      'name',
      llms.map(({ name }) => name),
    ),
    ...doubles(
      ['generation_presets'],
      'name',
      presets.map(({ name }) => name),
    ),
    ...doubles(
      ['corpora'],
      'key',
      corpora.map(({ key }) => key),
    ),
    ...doubles(
      ['users'],
      'username',
      users.map(({ email, username = email }) => username),
    ),
    ...doubles(
      ['api_keys'],
      'name',
      keys.map(({ name }) => name),
    ),
    ...doubles(
      ['app_clients'],
      'name',
      clients.map(({ name }) => name),
    ),
    ...(SEED_LISTS as readonly SeedList[]).flatMap(({ list, by, within }) =>
      doubles(
        [list],
        by,
        ((seed as Record<string, Record<string, string>[] | undefined>)[list] ?? []).map((entry) =>
          within === undefined ? entry[by] : `${entry[within]}/${entry[by]}`,
        ),
      ),
    ),
    ...doubles(
      ['scripts'],
      'id',
      scripts.map(({ id }) => id),
    ),
    ...doubles(
      ['api_scripts'],
      'id',
      api_scripts.map(({ id }) => id),
    ),
    ...doubles(
      ['faults'],
      'id',
      faults.map(({ id }) => id),
    ),
    ...doubles(
      ['web_pages'],
      'id',
      pages.map(({ id }) => id),
    ),
    ...doubles(
      ['web_search_results'],
      'id',
      results.map(({ id }) => id),
    ),
    ...encoders.flatMap(({ test, output_dimensions }, index) =>
      test || output_dimensions !== undefined
        ? []
        : [{ steps: ['encoders', index], message: 'needs output_dimensions, or test: true to have it measured.' }],
    ),
    ...corpora.flatMap(({ documents = [], files = [] }, index) => {
      const ids = [...documents.map(({ id }) => id), ...files.map(fileId)];
      const at = (place: number) =>
        place < documents.length
          ? ['corpora', index, 'documents', place, 'id']
          : ['corpora', index, 'files', place - documents.length, 'path'];
      const misplaced = isFile ? [] : files.map((_, place) => at(documents.length + place));
      return [
        ...doubled(ids).map((place) => ({ steps: at(place), message: 'is the id of another document.' })),
        ...misplaced.map((steps) => ({ steps, message: 'can be read only for a seed that is a file.' })),
      ];
    }),
  ];
}

/** What a file is called as a document. */
export const fileId = ({ path, filename = basename(path) }: { path: string; filename?: string }): string => filename;

const doubles = (list: [string], member: string, names: (string | undefined)[]): Finding[] =>
  doubled(names).map((index) => ({ steps: [...list, index, member], message: 'is there twice.' }));

/** The places of those that were there before. */
function doubled(names: (string | undefined)[]): number[] {
  const seen = new Set<string>();
  return names.flatMap((name, index) => {
    if (name === undefined) return [];
    const isDouble = seen.has(name);
    seen.add(name);
    return isDouble ? [index] : [];
  });
}
