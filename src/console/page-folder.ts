/** Where the page's files are, from the sources as from the published package, and the document that starts them. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const BASE = '/console';
/** From the sources: one module a file. */
const SOURCES = join(import.meta.dirname, 'page');
/** In the published package `rolldown` has put all modules into one; see rolldown.config.ts. */
const BUNDLE = join(import.meta.dirname, 'console');

/** What modules of the page import by name, each a file of a package. */
const LIBRARIES = [
  'preact',
  'preact/hooks',
  'preact/jsx-runtime',
  '@preact/signals',
  '@preact/signals-core',
  'eventsource-parser/stream',
];

interface PageParts {
  /** Addresses of style sheets, in their order. */
  styles: string[];
  /** Of the module that starts the page. */
  entry: string;
  /** Of modules to fetch along with it. */
  preload: string[];
  /** What bare names in modules stand for. */
  imports: Record<string, string>;
}

interface PageFolder {
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
    entry: `${BASE}/main.tsx`,
    preload: [
      ...[...filesIn(SOURCES, '.ts'), ...filesIn(SOURCES, '.tsx')]
        .filter((path) => path !== 'main.tsx')
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
  // preact/hooks has a package.json of its own, without a version.
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

export function pageDocument({ styles, entry, preload, imports }: PageParts): { html: string; policy: string } {
  const importMap = JSON.stringify({ imports });
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>vectara-emulator</title>
<link rel="icon" href="/console/icon.svg" type="image/svg+xml">
${styles.map((href) => `<link rel="stylesheet" href="${href}">`).join('\n')}
<script type="importmap">${importMap}</script>
${preload.map((href) => `<link rel="modulepreload" href="${href}">`).join('\n')}
<script type="module" src="${entry}"></script>
</head>
<body><noscript>The console needs JavaScript.</noscript></body>
</html>
`;
  return { html, policy: policyFor(importMap) };
}

/** Nothing but this server's own files and API: text of a document, prompt or upstream could not run if it got in. */
function policyFor(importMap: string): string {
  const hash = createHash('sha256').update(importMap).digest('base64');
  return [
    "default-src 'none'",
    `script-src 'self' 'sha256-${hash}'`,
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}
