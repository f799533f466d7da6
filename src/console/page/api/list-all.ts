import { get } from './call.ts';

const PAGE = 100;

/** Everything a listing has, page by page; `key` names its array. Stops at `most`. */
export async function listAll<T>(path: string, key: string, most = 1000): Promise<T[]> {
  const found: T[] = [];
  let page: string | undefined;
  do {
    const query = new URLSearchParams({ limit: String(PAGE), ...(page && { page_key: page }) });
    const answer = await get<Record<string, T[]> & { metadata?: { page_key?: string } }>(`${path}?${query}`);
    found.push(...(answer[key] ?? []));
    page = answer.metadata?.page_key;
  } while (page && found.length < most);
  return found;
}
