/**
 * Writes `dist/types`: of the declarations that tsc makes, those that the package's own types lead to, each once for
 * `import` and once for `require()`. They may lean on nothing that an install of the package does not bring, so a type that
 * leads further, into Fastify or SQLite say, is an error here and not at a user's.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const MADE = join(ROOT, 'node_modules/.cache/types');
const DIST = join(ROOT, 'dist/types');

const ENTRIES = ['index.d.ts', 'testing/testing.d.ts', 'testing/vitest.d.ts', 'testing/intercept.d.ts'];
const BROUGHT = new Set(['typebox', 'vitest']);
/** Vitest has no types for CommonJS, so what extends it has none either. */
const ONLY_FOR_IMPORT = 'testing/vitest.d.ts';

const SPECIFIER = /\b(from\s*|import\(\s*|import\s+)(['"])([^'"\n]+)\2/g;

const declarations = new Map<string, string>();
ENTRIES.forEach(collect);

rmSync(DIST, { recursive: true, force: true });
for (const [file, text] of declarations) {
  write(
    file,
    text.replace(SPECIFIER, (_all, before, quote, name) => before + quote + toOutput(name, '.js') + quote),
  );
  if (file !== ONLY_FOR_IMPORT) write(file.replace(/\.d\.ts$/, '.d.cts'), forRequire(text));
}

/** Comments hold examples that look like imports, and nobody reads the maps of declarations that are not shipped. */
function collect(file: string): void {
  if (declarations.has(file)) return;
  const text = readFileSync(join(MADE, file), 'utf8');
  declarations.set(file, text);
  for (const [, , , name] of text.matchAll(SPECIFIER)) {
    if (name!.startsWith('.')) collect(relative(MADE, resolve(MADE, dirname(file), name!.replace(/\.ts$/, '.d.ts'))));
    else if (!BROUGHT.has(name!)) throw new Error(`The package's types lead to ${name}, in ${file}.`);
  }
}

function toOutput(name: string, ending: '.js' | '.cjs'): string {
  return name.startsWith('.') ? name.replace(/\.ts$/, ending) : name;
}

/** Packages have declarations for `import` alone, which CommonJS may name only as types and only if it says so. */
function forRequire(text: string): string {
  return text
    .replace(/^import \{([^}]*)\} from '(typebox)';$/gm, (_all, names: string, name) => {
      return `import type {${names.replaceAll('type ', '')}} from '${name}' with { 'resolution-mode': 'import' };`;
    })
    .replace(
      /^import type (\{[^}]*\}) from '(typebox)';$/gm,
      "import type $1 from '$2' with { 'resolution-mode': 'import' };",
    )
    .replace(/\bimport\("(typebox)"\)/g, 'import("$1", { with: { "resolution-mode": "import" } })')
    .replace(SPECIFIER, (_all, before, quote, name) => before + quote + toOutput(name, '.cjs') + quote);
}

function write(file: string, text: string): void {
  const target = join(DIST, file);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}
