/** Asks an emulator and another service the same, and tells where their answers differ. */
import { type Answer, compareAnswers, type Difference } from './compare-answers.ts';
import { READING, type Step, writing } from './scenario.ts';

export interface Service {
  url: string;
  headers: Record<string, string>;
}

export interface Drift {
  /** How many calls were compared. */
  steps: number;
  differences: (Difference & { step: string })[];
}

/** What did not work; the message can be shown as it is. */
export class DriftFailed extends Error {
  override name = 'DriftFailed';
}

export interface DriftOptions {
  emulator: Service;
  other: Service;
  /** The key of a corpus that is made at both and deleted again; nothing is written without. */
  corpus?: string | undefined;
  /** Told of each call. */
  tell(line: string): void;
}

export async function findDrift({ emulator, other, corpus, tell }: DriftOptions): Promise<Drift> {
  const steps = [...READING, ...(corpus === undefined ? [] : writing(corpus))];
  const differences: Drift['differences'] = [];
  try {
    for (const step of steps) {
      tell(step.name);
      const [ours, theirs] = await Promise.all([ask(emulator, step), ask(other, step)]);
      differences.push(...compareAnswers(ours, theirs).map((difference) => ({ step: step.name, ...difference })));
    }
  } catch (error) {
    // Where one step failed, the last did not delete what was made.
    if (corpus !== undefined) {
      const remove: Step = { name: '', method: 'DELETE', path: `/v2/corpora/${corpus}` };
      await Promise.allSettled([ask(emulator, remove), ask(other, remove)]);
    }
    throw error;
  }
  return { steps: steps.length, differences };
}

const SLOWEST_MS = 120_000;

async function ask({ url, headers }: Service, { method, path, body, isAnonymous = false }: Step): Promise<Answer> {
  const base = url.replace(/\/+$/, '');
  const type: Record<string, string> = body ? { 'content-type': 'application/json' } : {};
  const sent = { ...(isAnonymous ? {} : headers), ...type };
  const signal = AbortSignal.timeout(SLOWEST_MS);
  try {
    const answer = await fetch(base + path, {
      method,
      headers: sent,
      body: body ? JSON.stringify(body) : null,
      signal,
    });
    const text = await answer.text();
    const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
    if (!isStream) return { status: answer.status, body: parsed(text), events: undefined };
    const events = [...text.matchAll(/^data: ?(.*)$/gm)].map(([, data]) => parsed(data!) as { type?: string });
    const types = events.map((event) => event.type ?? '?').filter((one, i, all) => one !== all[i - 1]);
    return {
      status: answer.status,
      body: Object.fromEntries(events.map((event) => [event.type, event])),
      events: types,
    };
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
    throw new DriftFailed(`${base} cannot be reached: ${cause?.code ?? cause?.message ?? message}.`);
  }
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
