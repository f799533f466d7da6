import type { IncomingHttpHeaders } from 'node:http';
import type { FaultWhere, HeaderCondition } from '../schema/fault-conditions-schema.ts';

export interface Asked {
  method: string;
  path: string;
  operationId: string | undefined;
  headers: IncomingHttpHeaders;
}

/** Where a call upstream goes. */
export interface AskedUpstream {
  llms: readonly string[];
  host: string | undefined;
  dialect: string;
}

/** What a rule says of a call as it is known without its body. */
export function matchesCall({ operation, route, header = {} }: FaultWhere, asked: Asked): boolean {
  return (
    matchesAny(operation, [asked.operationId ?? '']) &&
    (route === undefined || [route].flat().some((one) => matchesRoute(one, asked))) &&
    Object.entries(header).every(([name, condition]) =>
      matchesHeader(condition, asked.headers[name.toLowerCase()]?.toString()),
    )
  );
}

export function matchesUpstream({ llm, upstream = {} }: FaultWhere, asked: AskedUpstream): boolean {
  const { host, dialect } = upstream;
  return (
    matchesAny(llm, asked.llms) &&
    matchesAny(host, asked.host === undefined ? [] : [asked.host]) &&
    (dialect === undefined ? asked.dialect !== 'oauth-token' : dialect === asked.dialect)
  );
}

/** Whether one of the names is one of those wanted; true when nothing is wanted. */
export const matchesAny = (wanted: string | string[] | undefined, names: readonly string[]): boolean =>
  wanted === undefined || [wanted].flat().some((one) => names.some((name) => matchesName(one, name)));

function matchesRoute(wanted: string, { method, path }: Asked): boolean {
  const plain = path.length > 1 ? path.replace(/\/$/, '') : path;
  return matchesName(wanted, wanted.startsWith('/') ? plain : `${method} ${plain}`);
}

function matchesName(pattern: string, name: string): boolean {
  if (!pattern.includes('*')) return pattern === name;
  const [first = '', ...rest] = pattern.split('*');
  if (!name.startsWith(first)) return false;
  const last = rest.pop() ?? '';
  let from = first.length;
  for (const piece of rest) {
    const at = name.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return name.length - last.length >= from && name.endsWith(last);
}

function matchesHeader(condition: HeaderCondition, value: string | undefined): boolean {
  if (value === undefined) return false;
  if (typeof condition === 'string') return value === condition;
  const { contains, regex } = condition;
  return (contains === undefined || value.includes(contains)) && (regex === undefined || new RegExp(regex).test(value));
}
