import type { IncomingHttpHeaders } from 'node:http';
import { compileRegex, type Regex, RegexError, regexBudget } from '../../basics/regular-expressions.ts';
import type { FaultWhere, HeaderCondition } from './fault-rule-schema.ts';

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

/** Why a rule does not hold for something, in words; undefined when it does. */
export type Mismatch = string | undefined;

/** What a rule says of a call as it is known without its body. */
export function callMismatch({ operation, route, header = {} }: FaultWhere, asked: Asked): Mismatch {
  if (!matchesAny(operation, [asked.operationId ?? ''])) return differs('operation', operation, asked.operationId);
  if (route !== undefined && ![route].flat().some((one) => matchesRoute(one, asked))) {
    return differs('route', route, `${asked.method} ${asked.path}`);
  }
  for (const name in header) {
    const value = asked.headers[name.toLowerCase()]?.toString();
    if (matchesHeader(header[name]!, value)) continue;
    // The value may be a credential.
    return differs(`header.${name}`, header[name], value === undefined ? undefined : 'another value');
  }
  return undefined;
}

export function upstreamMismatch({ llm, upstream = {} }: FaultWhere, asked: AskedUpstream): Mismatch {
  const { host, dialect } = upstream;
  if (!matchesAny(llm, asked.llms)) return differs('llm', llm, asked.llms);
  if (!matchesAny(host, asked.host === undefined ? [] : [asked.host]))
    return differs('upstream.host', host, asked.host);
  if (dialect === undefined ? asksModel(asked) : dialect === asked.dialect) return undefined;
  return differs('upstream.dialect', dialect ?? 'that of a model', asked.dialect);
}

/** A fault that names no dialect is meant for what answers. */
export const asksModel = ({ dialect }: AskedUpstream): boolean =>
  !['oauth-token', 'mcp', 'vectara', 'web'].includes(dialect);

/** A call of a tool of an agent, as faults choose it. */
export interface AskedTool {
  agent: string;
  step: string;
  name: string;
  type: string;
}

export function toolMismatch({ agent, step, tool }: FaultWhere, asked: AskedTool): Mismatch {
  if (!matchesAny(agent, [asked.agent])) return differs('agent', agent, asked.agent);
  if (!matchesAny(step, [asked.step])) return differs('step', step, asked.step);
  const names = [asked.name, asked.type];
  return matchesAny(tool, names) ? undefined : differs('tool', tool, names);
}

/** A condition that failed: what it wanted, and what there was. */
export function differs(condition: string, wanted: unknown, found: unknown): string {
  const isNothing = found === undefined || (Array.isArray(found) && found.length === 0);
  return `where.${condition} wants ${JSON.stringify(wanted)}, found ${isNothing ? 'none' : JSON.stringify(found)}`;
}

/** Whether one of the names is one of those wanted; true when nothing is wanted. */
export const matchesAny = (wanted: string | string[] | undefined, names: readonly string[]): boolean =>
  wanted === undefined || [wanted].flat().some((one) => names.some((name) => matchesName(one, name)));

function matchesRoute(wanted: string, { method, path }: Asked): boolean {
  const plain = path.length > 1 ? path.replace(/\/$/, '') : path;
  return matchesName(wanted, wanted.startsWith('/') ? plain : `${method} ${plain}`);
}

export function matchesName(pattern: string, name: string): boolean {
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
  return (
    (contains === undefined || value.includes(contains)) && (regex === undefined || matchesRegex(condition, value))
  );
}

type HeaderRegex = Exclude<HeaderCondition, string>;

/** Compiled once for each rule. */
const compiled = new WeakMap<HeaderRegex, Regex>();

/** What takes too long does not match, nor does what an earlier version let pass and cannot be used now. */
function matchesRegex(condition: HeaderRegex, value: string): boolean {
  try {
    const regex = compiled.get(condition) ?? compileRegex(condition.regex!);
    compiled.set(condition, regex);
    return regex.test(value, regexBudget());
  } catch (error) {
    if (error instanceof RegexError) return false;
    throw error;
  }
}
