/** Comments say where docs/behaviour/ tells how Vectara behaves: each has to lead to a page and a heading of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PACKAGE_ROOT } from '../src/package-root.ts';

const PAGES = join(PACKAGE_ROOT, 'docs/behaviour');

/** By page, such as `llms.md`. */
const headings = new Map(
  readdirSync(PAGES).map((page) => [
    page,
    [...readFileSync(join(PAGES, page), 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading!),
  ]),
);

interface Pointer {
  file: string;
  page: string;
  /** What the comment goes on with, its first words being the heading. */
  rest: string;
}

const sources = readdirSync(join(PACKAGE_ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) =>
  /\.tsx?$/.test(file),
);

const pointers = sources.flatMap((file): Pointer[] => {
  // A comment over several lines is one text.
  const text = readFileSync(join(PACKAGE_ROOT, 'src', file), 'utf8').replace(/\n\s*(?:\*|\/\/) /g, ' ');
  return [...text.matchAll(/docs\/behaviour\/([a-z-]+\.md), ([^\n]{1,80})/g)].map(([, page, rest]) => ({
    file,
    page: page!,
    rest: rest!,
  }));
});

const leads = ({ page, rest }: Pointer) =>
  headings.get(page)?.some((heading) => rest.startsWith(heading) && !/^\w/.test(rest.slice(heading.length))) ?? false;

test('pointers to docs/behaviour/ lead to a heading', () => {
  expect(pointers.length).toBeGreaterThan(100);
  expect(pointers.filter((pointer) => !leads(pointer))).toEqual([]);
});

test('every page is in the list of pages', () => {
  const listed = [...readFileSync(join(PAGES, 'README.md'), 'utf8').matchAll(/\]\(([a-z-]+\.md)\)/g)];
  expect(listed.map(([, page]) => page).sort()).toEqual(
    [...headings.keys()].filter((page) => page !== 'README.md').sort(),
  );
});
