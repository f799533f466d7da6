/** Where the page's files are, from the sources as from the published package. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PageParts } from './page-document.ts';

const BASE = '/console';
/** From the sources: one module a file. */
const SOURCES = join(import.meta.dirname, 'page');
/** In the published package `rolldown` has put all modules into one; see rolldown.config.ts. */
const BUNDLE = join(import.meta.dirname, 'console');

/** What modules of the page import by name, each a file of a package. */
const LIBRARIES = [
  'preact',
  'preact/hooks',
  'htm',
  'htm/preact',
  '@preact/signals',
  '@preact/signals-core',
  'eventsource-parser/stream',
];

export interface PageFolder {
  /** Folders that files are read from, by the first part of an address. */
  page: string;
  libraries: Record<string, string>;
  parts(): PageParts;
}

export function findPageFolder(): PageFolder {
  return existsSync(SOURCES) ? fromSources() : fromBundle();
}

function fromBundle(): PageFolder {
  const parts = { styles: stylesIn(BUNDLE), entry: `${BASE}/main.js`, preload: [], imports: {} };
  return { page: BUNDLE, libraries: {}, parts: () => parts };
}

function fromSources(): PageFolder {
  const libraries: Record<string, string> = {};
  const imports: Record<string, string> = {};
  for (const name of LIBRARIES) {
    const file = fileURLToPath(import.meta.resolve(name));
    const [owner, rest] = splitAtPackage(file);
    const key = owner.split(sep).at(-1)!;
    libraries[key] = owner;
    imports[name] = `${BASE}/libraries/${key}/${rest}`;
  }
  const parts = () => ({
    styles: stylesIn(SOURCES),
    entry: `${BASE}/main.ts`,
    preload: [
      ...filesIn(SOURCES, '.ts')
        .filter((path) => path !== 'main.ts')
        .map((path) => `${BASE}/${path}`),
      ...Object.values(imports),
    ],
    imports,
  });
  return { page: SOURCES, libraries, parts };
}

/** A file of a package as the package's folder and the path in it. */
function splitAtPackage(file: string): [folder: string, path: string] {
  let folder = dirname(file);
  // htm/preact has a package.json of its own, without a version.
  while (!existsSync(join(folder, 'package.json')) || !/node_modules[\\/](@[^\\/]+[\\/])?[^\\/]+$/.test(folder))
    folder = dirname(folder);
  return [folder, toAddress(relative(folder, file))];
}

/** What all views share first, so that a view can differ. */
export const styleSheets = (folder: string): string[] =>
  filesIn(folder, '.css').sort((a, b) => Number(b.startsWith('styles/')) - Number(a.startsWith('styles/')));

const stylesIn = (folder: string) => styleSheets(folder).map((path) => `${BASE}/${path}`);

function filesIn(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending) && !path.endsWith(`.d${ending}`))
    .map(toAddress)
    .sort();
}

const toAddress = (path: string) => path.split(sep).join('/');
