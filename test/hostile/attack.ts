/** Sends hostile requests and says what of the answers should not be. */
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { Pool } from 'undici';
import { type HostileRequest, hostileRequests, operationsOf } from './hostile-requests.ts';

export interface Findings {
  requests: number;
  byStatus: Record<string, number>;
  /** At most twenty. */
  wrong: string[];
  slowestMs: number;
}

/** Of the emulator's own making; a 501 says that something is not emulated, a 503 that a fault is asked for. */
const OURS = new Set([500, 502, 504, 507]);
const AT_ONCE = 8;
const HANGING_MS = 30_000;

export async function attack(url: string, count: number, seed: number, longestMs: number): Promise<Findings> {
  const next = hostileRequests(
    [...operationsOf('vectara-emulator.json'), ...operationsOf('emulator-control.json')],
    seed,
  );
  const pool = new Pool(url, { connections: AT_ONCE, headersTimeout: HANGING_MS, bodyTimeout: HANGING_MS });
  const validators = new Map<object, ValidateFunction>();
  const findings: Findings = { requests: 0, byStatus: {}, wrong: [], slowestMs: 0 };
  const report = (what: string, { method, url: path, body, of }: HostileRequest, answer: string) => {
    const said = `${what}: ${of.operation.operationId}, ${method} ${path.slice(0, 300)} ${body?.slice(0, 500) ?? ''} → ${answer.slice(0, 500)}`;
    if (findings.wrong.length < 20) findings.wrong.push(said);
  };

  async function send(): Promise<void> {
    const request = next();
    const { method, url: path, headers, body, of } = request;
    const started = performance.now();
    try {
      const asked = { method: method as 'GET', path, headers: { ...headers, 'x-api-key': 'k' }, body: body ?? null };
      const { statusCode, headers: answered, body: answer } = await pool.request(asked);
      const text = await answer.text();
      const ms = performance.now() - started;
      findings.slowestMs = Math.max(findings.slowestMs, ms);
      findings.byStatus[statusCode] = (findings.byStatus[statusCode] ?? 0) + 1;
      if (OURS.has(statusCode)) report(`a ${statusCode}`, request, text);
      if (ms > longestMs) report(`${Math.round(ms)} ms`, request, text);
      if (String(answered['content-type']).includes('json')) check(request, statusCode, text);
      else if (statusCode >= 400) report('no envelope', request, text);
    } catch (error) {
      report(`no answer (${(error as Error).message})`, { ...request, of }, '');
    }
    findings.requests += 1;
  }

  function check(request: HostileRequest, status: number, text: string): void {
    const declared = request.of.operation.responses[status]?.content?.['application/json']?.schema;
    const value = JSON.parse(text);
    if (status >= 400 && !(Array.isArray(value.messages) && typeof value.request_id === 'string') && !value.error) {
      report('no envelope', request, text);
    }
    if (declared === undefined) return;
    let validate = validators.get(declared);
    if (!validate) {
      const ajv = new Ajv({ strict: false, discriminator: false, validateFormats: true });
      addFormats.default(ajv);
      validate = ajv.compile(declared);
      validators.set(declared, validate);
    }
    if (!validate(value)) report(`not as declared (${JSON.stringify(validate.errors?.[0])})`, request, text);
  }

  let left = count;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left-- > 0) await send();
    }),
  );
  await pool.destroy();
  return findings;
}

/** What requests can find: something of each kind, by the names that they use. */
export async function furnish(url: string): Promise<void> {
  const post = async (path: string, body: object) => {
    const headers = { 'x-api-key': 'k', 'content-type': 'application/json' };
    const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  };
  const filter_attributes = [{ name: 'a', level: 'document', type: 'text' }];
  await post('/v2/corpora', { key: 'c', filter_attributes });
  const document_parts = [{ text: 'The lens was made by Fresnel.' }, { text: 'It is in a lighthouse.' }];
  await post('/v2/corpora/c/documents', { id: 'd', type: 'core', metadata: { a: 'b' }, document_parts });
  await post('/v2/llms', { type: 'openai-compatible', name: 'mine', model: 'm', uri: 'http://127.0.0.1:1/v1' });
  await post('/v2/generation_presets', { name: 'mine', llm_name: 'mine', prompt_template: '$vectaraQuery' });
}
