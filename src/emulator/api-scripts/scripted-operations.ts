/** What API scripts answer, in the place of operations or onto what these answer. */
import type { Account, PerAccount } from '../../accounts/account.ts';
import { currentCall, trusted } from '../../calls/call.ts';
import { ApiError, internal, unavailable } from '../../errors.ts';
import { CONTRACT_ROWS, type OperationId } from '../../http/operation.ts';
import type { AnswerChange, AskedOperation, StandIn, StreamedAnswer, WholeAnswer } from '../../http/stand-ins.ts';
import { escapeNonAscii, frameEvent } from '../../http/streams.ts';
import type { ApiScriptNote, ApiScriptsNotMatchedNote } from '../journal/notes.ts';
import { type PacingClock, systemClock } from '../scripts/play-answer.ts';
import type { PassThrough } from '../vectara/pass-through.ts';
import { contractProblems, problemTexts } from './against-contract.ts';
import type { ApiAnswer, ScriptedEvent } from './api-script-schema.ts';
import type { ApiScripts } from './api-scripts.ts';

const JSON_TYPE = 'application/json; charset=utf-8';
const EVENT_STREAM = 'text/event-stream;charset=utf-8';

/** An account is filled from its seed whatever scripts the seed has, and tools that look at it see what is there. */
const isLeftAlone = () => trusted.get() !== undefined || currentCall.get()?.bypass?.has('api-scripts') === true;

/**
 * `vectara` answers where scripts have it do so, and for what is not emulated. `isStrict`: whether a script may answer only
 * what the contract allows.
 */
export function scriptedOperations(
  scripts: PerAccount<ApiScripts>,
  vectara: PassThrough | undefined,
  isStrict: (account: Account) => boolean,
  clock: PacingClock = systemClock,
): StandIn {
  const areAbout = (account: Account, operationId: string) => scripts(account).areAbout(operationId) && !isLeftAlone();
  const otherwise = (asked: AskedOperation, signal: () => AbortSignal) =>
    asked.isEmulated || !vectara ? undefined : vectara.pass(asked, signal());

  return {
    mayAnswer: (account, operationId) => vectara !== undefined || areAbout(account, operationId),
    answer(asked, signal) {
      if (!areAbout(asked.account, asked.operationId)) return otherwise(asked, signal);
      const call = currentCall.get();
      const outcome = scripts(asked.account).take(asked);
      if ('refusals' in outcome) {
        const note: ApiScriptsNotMatchedNote = { kind: 'api_scripts_not_matched', scripts: outcome.refusals };
        call?.note?.(note);
        return otherwise(asked, signal);
      }
      const { script, number, use, answer } = outcome.given;
      const does = doesOf(answer);
      const problems = problemTexts(contractProblems(answer, asked.operationId));
      const note: ApiScriptNote = { kind: 'api_script', script, does, answer: number, use };
      call?.note?.(problems.length > 0 ? { ...note, problems } : note);
      if (problems.length > 0 && isStrict(asked.account)) {
        throw internal(`The API script "${script}" answers what the contract does not allow. ${problems.join(' ')}`);
      }
      if (does !== 'passes') call?.provenances.standIns.push(`api-script;id="${script}";${does}`);
      return give(answer);

      async function give({ delay_ms, pass, vectara: isVectaras }: ApiAnswer) {
        if (delay_ms !== undefined) await clock.until(clock.now() + delay_ms, signal());
        if (isVectaras) {
          if (!vectara)
            throw unavailable(`The API script "${script}" has Vectara answer; --vectara does not say where it is.`);
          const theirs = await vectara.pass(asked, signal());
          return does === 'changes' ? changed(theirs, changeOf(answer)) : theirs;
        }
        if (pass) return otherwise(asked, signal);
        return does === 'changes' ? changeOf(answer) : inPlace(answer, asked.operationId, clock, signal);
      }
    },
  };
}

const doesOf = ({ pass, vectara, patch, patch_events }: ApiAnswer) => {
  if (patch !== undefined || patch_events) return 'changes';
  return pass || vectara ? 'passes' : 'answers';
};

function inPlace(
  answer: ApiAnswer,
  operationId: string,
  clock: PacingClock,
  signal: () => AbortSignal,
): WholeAnswer | StreamedAnswer {
  const { headers = {}, events, text } = answer;
  const status = answer.status ?? CONTRACT_ROWS[operationId as OperationId].statuses[0]!;
  if (events) {
    const { 'content-type': contentType = EVENT_STREAM, ...others } = lowerCase(headers);
    return { kind: 'stream', status, headers: others, contentType, frames: play(events, clock, signal()) };
  }
  if (text !== undefined) return { kind: 'whole', status, headers, body: text };
  if (answer.body === undefined) return { kind: 'whole', status, headers, body: undefined };
  const body = JSON.stringify(answer.body);
  return { kind: 'whole', status, headers: { 'content-type': JSON_TYPE, ...lowerCase(headers) }, body };
}

/** What Vectara answered, with what the script puts onto it. */
function changed(answer: WholeAnswer | StreamedAnswer, change: AnswerChange): WholeAnswer | StreamedAnswer {
  const head = { status: change.status ?? answer.status, headers: { ...answer.headers, ...change.headers } };
  if (answer.kind === 'stream') return { ...answer, ...head, frames: change.frames(answer.frames) };
  const isJson = /\bjson\b/.test(answer.headers['content-type'] ?? '') && answer.body !== undefined;
  return { ...answer, ...head, body: isJson ? change.text(Buffer.from(answer.body!).toString()) : answer.body };
}

const lowerCase = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

async function* play(
  events: readonly ScriptedEvent[],
  clock: PacingClock,
  signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  let due = clock.now();
  for (const { data, event, after_ms = 0 } of events) {
    due += after_ms;
    if (after_ms > 0) await clock.until(due, signal).catch(() => {});
    if (signal.aborted) {
      // The time that the request may take is up; else nobody is there to read it.
      if (signal.reason instanceof ApiError)
        yield frameEvent({ type: 'error', messages: [signal.reason.message] } as { type: string });
      return;
    }
    yield frameOf(data, event);
  }
}

/** Events of Vectara's carry their name in `type`; chunks of chat completions have none. */
function frameOf(data: unknown, event: string | undefined): string {
  const { type } = (typeof data === 'object' && data !== null ? data : {}) as { type?: unknown };
  if (event === undefined && typeof type === 'string') return frameEvent(data as { type: string });
  const line = typeof data === 'string' ? data : escapeNonAscii(JSON.stringify(data));
  return event === undefined ? `data: ${line}\n\n` : `event:${event}\ndata:${line}\n\n`;
}

function changeOf({ status, headers = {}, patch, patch_events = {} }: ApiAnswer): AnswerChange {
  return {
    kind: 'change',
    status,
    headers: lowerCase(headers),
    text: (text) => (patch === undefined ? text : JSON.stringify(mergePatch(JSON.parse(text), patch))),
    async *frames(frames) {
      for await (const frame of frames) {
        const name = /^event:([^\n]+)\ndata:([^\n]*)\n\n$/.exec(frame);
        if (!name || !Object.hasOwn(patch_events, name[1]!)) yield frame;
        else yield frameEvent(mergePatch(JSON.parse(name[2]!), patch_events[name[1]!]) as { type: string });
      }
    },
  };
}

/** RFC 7396. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) result.delete(name);
    else result.set(name, mergePatch(result.get(name), value));
  }
  return Object.fromEntries(result);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
