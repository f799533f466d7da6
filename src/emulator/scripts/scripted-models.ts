/** Language models whose answers scripts decide before anything goes on the wire. */
import type { Account, PerAccount } from '../../accounts/account.ts';
import { currentCall } from '../../calls/call.ts';
import type { Answerer, Provenance } from '../../calls/provenance.ts';
import type { LanguageModel, ModelRequest } from '../../upstream/language-model.ts';
import { UpstreamError } from '../../upstream/upstream-error.ts';
import type { Refusal, ScriptMatchedNote, ScriptsNotMatchedNote } from '../journal/notes.ts';
import type { AskedLlm } from './match-script.ts';
import { answerTimeline, type PacingClock, play, systemClock } from './play-answer.ts';
import { type GivenAnswer, mismatchText, type Scripts } from './scripts.ts';

/** A model for one request, and how its answer comes about: strict scripts that do not match let nobody answer. */
export interface ScriptedAnswer {
  model: LanguageModel;
  by: Extract<Answerer, 'scripted' | 'nobody'>;
}

export type ScriptedModels = ReturnType<typeof createScriptedModels>;

export function createScriptedModels(
  scripts: PerAccount<Scripts>,
  log: { debug(details: object, message: string): void },
  clock: PacingClock = systemClock,
) {
  /** The model that gives a script's answer to this one request, or refuses it; undefined when the true one is to answer. */
  function answering(
    account: Account,
    llm: AskedLlm,
    request: ModelRequest,
    preset?: string,
  ): ScriptedAnswer | undefined {
    const own = scripts(account);
    const call = currentCall.get();
    const { operationId: operation, headers = {} } = call ?? {};
    const outcome = own.take({ llm, preset, callId: call?.id, operation, headers, request });
    if ('given' in outcome) {
      call?.note?.(matchedNote({ llm: llm.name }, outcome.given));
      return { model: saying(outcome.given), by: 'scripted' };
    }
    const { refusals } = outcome;
    log.debug({ llm: llm.name, refusals, requestId: call?.id }, 'no script matched');
    const note: ScriptsNotMatchedNote = { kind: 'scripts_not_matched', llm: llm.name, scripts: refusals };
    call?.note?.(note);
    return own.isStrict() ? { model: refusing(refusals), by: 'nobody' } : undefined;
  }

  const saying = ({ script, use, answer }: GivenAnswer): LanguageModel => ({
    generate: (request, signal) => play(answerTimeline(answer, request, `${script}/${use}`), clock, signal),
  });

  return {
    /** `inner`, asked only where no script answers. */
    wrap: (
      account: Account,
      llm: AskedLlm,
      inner: LanguageModel,
      provenance: Provenance,
      preset?: string,
    ): LanguageModel => ({
      generate(request, signal) {
        const scripted = scripts(account).isActive() ? answering(account, llm, request, preset) : undefined;
        if (!scripted) return inner.generate(request, signal);
        provenance.answeredBy(scripted.by);
        return scripted.model.generate(request, signal);
      },
    }),

    /**
     * For requests that reach the upstream without a LanguageModel: what to ask instead, for this request only and
     * counted as used; undefined when the upstream is to answer. `request` is made only when there are scripts.
     */
    openScripted(account: Account, llm: AskedLlm, request: () => ModelRequest): ScriptedAnswer | undefined {
      return scripts(account).isActive() ? answering(account, llm, request()) : undefined;
    },
  };
}

/** `asked` is whose place the script took. */
export const matchedNote = (
  asked: Pick<ScriptMatchedNote, 'llm' | 'tool'>,
  { script, number, use, answer }: GivenAnswer,
): ScriptMatchedNote => ({
  kind: 'script_matched',
  ...asked,
  script,
  answer: number,
  use,
  ...(answer.error && { error: answer.error }),
});

function refusing(refusals: Refusal[]): LanguageModel {
  const reasons = refusals.map((refusal) => `${refusal.script}: ${mismatchText(refusal)}`);
  const reason = `no script answers this request, and scripts are strict. ${reasons.join('; ') || 'There are no scripts'}`;
  return {
    // biome-ignore lint/correctness/useYield: a model that only fails
    async *generate() {
      throw new UpstreamError({ kind: 'invalid', reason });
    },
  };
}
