/** What one account was told of the web, behind the routes, seeds and the tools of agents. */
import type { KnownWeb } from '../../agent-loop/tools/web/web.ts';
import { compileRegex, type Regex, regexBudget } from '../../basics/regular-expressions.ts';
import { conflict, invalidField } from '../../errors.ts';
import type { RulesRepository } from '../rules/rules-repository.ts';
import type { WebPage, WebSearchResults } from './web-schema.ts';

/** Entries of one kind, in the order they are looked at. */
export interface WebEntries<Entry> {
  list(): (Entry & { id: string })[];
  find(id: string): (Entry & { id: string }) | undefined;
  /** All or none of them. Throws a 400 or 409; `place` is what the error calls an entry. */
  add(entries: readonly Entry[], place?: (index: number) => string): (Entry & { id: string })[];
  /** Adds it, or puts it in the place of the one with this id. Throws a 400. */
  put(id: string, entry: Entry): Entry & { id: string };
  delete(id: string): boolean;
  clear(): void;
}

export interface AccountWeb extends KnownWeb {
  pages: WebEntries<WebPage>;
  searchResults: WebEntries<WebSearchResults>;
}

export interface WebStores {
  pages: RulesRepository<WebPage>;
  searchResults: RulesRepository<WebSearchResults>;
}

export function createAccountWeb(stores: WebStores): AccountWeb {
  const pages = createEntries(stores.pages, 'page', requirePage);
  const searchResults = createEntries(stores.searchResults, 'search-results', () => {});
  return {
    pages,
    searchResults,
    page(method, url) {
      const found = pages.list().find((page) => (page.method ?? method) === method && isAt(page, url));
      return found && { status: found.status ?? 200, headers: found.headers ?? {}, content: found.content };
    },
    results: (query) =>
      searchResults
        .list()
        .filter((one) => query.toLowerCase().includes((one.query ?? '').toLowerCase()))
        .flatMap(({ results }) => results),
  };
}

function isAt({ url, pattern }: WebPage, address: string): boolean {
  if (url !== undefined) return url === address || URL.parse(url)?.href === URL.parse(address)?.href;
  try {
    return expressionOf(pattern!).test(address, regexBudget());
  } catch {
    return false;
  }
}

const expressions = new Map<string, Regex>();
const MOST_EXPRESSIONS = 1000;

function expressionOf(pattern: string): Regex {
  const known = expressions.get(pattern);
  if (known) return known;
  const made = compileRegex(pattern);
  if (expressions.size >= MOST_EXPRESSIONS) expressions.clear();
  expressions.set(pattern, made);
  return made;
}

function requirePage({ url, pattern }: WebPage, place: string): void {
  if ((url === undefined) === (pattern === undefined)) throw invalidField(place, 'should have either url or pattern.');
  if (url !== undefined && !/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw invalidField(`${place}.url`, 'should be an http or https address.');
  }
  try {
    if (pattern !== undefined) compileRegex(pattern);
  } catch (error) {
    const reason = (error as Error).message;
    throw invalidField(`${place}.pattern`, `is no regular expression that can be used: ${reason}.`);
  }
}

function createEntries<Entry extends { id?: string }>(
  store: RulesRepository<Entry>,
  kind: string,
  require: (entry: Entry, place: string) => void,
): WebEntries<Entry> {
  const withId = (id: string, entry: Entry) => ({ ...entry, id });
  const list = () => store.list().map(({ id, rule }) => withId(id, rule));
  const save = (id: string, entry: Entry) => {
    const { id: _, ...rule } = entry;
    store.put(id, rule as Entry);
    return withId(id, entry);
  };
  const freeId = (taken: Set<string>) => {
    let number = 1;
    while (taken.has(`${kind}-${number}`)) number += 1;
    taken.add(`${kind}-${number}`);
    return `${kind}-${number}`;
  };
  return {
    list,
    find: (id) => list().find((one) => one.id === id),
    add(entries, place = (index) => `entries[${index}]`) {
      const taken = new Set(list().map(({ id }) => id));
      for (const [index, entry] of entries.entries()) {
        require(entry, place(index));
        if (entry.id === undefined) continue;
        if (taken.has(entry.id)) throw conflict(`There is already an entry '${entry.id}'.`);
        taken.add(entry.id);
      }
      return entries.map((entry) => save(entry.id ?? freeId(taken), entry));
    },
    put(id, entry) {
      require(entry, 'body');
      return save(id, entry);
    },
    delete: (id) => store.delete(id),
    clear: () => store.clear(),
  };
}
