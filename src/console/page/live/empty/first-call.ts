import { shellQuoted } from '../copy-as/shell.ts';

export interface Caller {
  account: string;
  /** Whether a key is needed. */
  isStrict: boolean;
  corpusKey: string | undefined;
}

/** A command that makes a call worth looking at: a query where there is a corpus. */
export function firstCall(origin: string, { account, isStrict, corpusKey }: Caller): string {
  const headers = [
    isStrict ? '"x-api-key: $VECTARA_API_KEY"' : "'x-api-key: any'",
    ...(isStrict || account === 'default' ? [] : [shellQuoted(`x-emulator-account: ${account}`)]),
  ].map((header) => `-H ${header}`);
  if (corpusKey === undefined) return [`curl ${shellQuoted(`${origin}/v2/llms`)}`, ...headers].join(' \\\n  ');
  return [
    `curl ${shellQuoted(`${origin}/v2/corpora/${encodeURIComponent(corpusKey)}/query`)}`,
    ...headers,
    "-H 'content-type: application/json'",
    `-d '{"query": "What is this about?", "generation": {}}'`,
  ].join(' \\\n  ');
}
