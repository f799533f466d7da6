import { WebSearch } from '../../../v2/tools/built-in-arguments.ts';
import { builtInTool } from '../built-in-tool.ts';
import { knownWeb } from './web.ts';

const RESULTS = 10;

/** Nobody is asked: it finds what the account was told there is. */
export const webSearch = builtInTool<'web_search', typeof WebSearch>(
  WebSearch,
  async ({ query, limit = RESULTS, include_domains = [], exclude_domains = [] }, { account }) => {
    const isIn = (url: string, domains: string[]) => domains.some((domain) => isOfDomain(url, domain));
    const results = knownWeb(account)(account)
      .results(query)
      .filter(({ url }) => include_domains.length === 0 || isIn(url, include_domains))
      .filter(({ url }) => !isIn(url, exclude_domains))
      .slice(0, limit)
      .map(({ title, url, content, score }, rank) => ({ title, url, content, score: score ?? scoreAt(rank) }));
    return { output: { search_results: results } };
  },
);

/** A domain means those below it too, whether it is written `x.com` or `*.x.com`. */
function isOfDomain(url: string, domain: string): boolean {
  const host = URL.parse(url)?.hostname ?? '';
  const name = domain.toLowerCase().replace(/^\*\./, '');
  return host === name || host.endsWith(`.${name}`);
}

const scoreAt = (rank: number): number => Math.max(0.05, Math.round(95 - 5 * rank) / 100);
