/** Tools in whose place scripts answer. */
import type { PerAccount } from '../../accounts/account.ts';
import type { StandIn } from '../../agent-loop/tools/stand-in.ts';
import { ToolError } from '../../agent-loop/tools/tool.ts';
import { currentCall } from '../../calls/call.ts';
import type { ScriptsNotMatchedNote } from '../journal/notes.ts';
import { type PacingClock, systemClock } from './play-answer.ts';
import { matchedNote } from './scripted-models.ts';
import type { Scripts } from './scripts.ts';

/** The tool itself is asked only where no script answers. */
export const scriptedTools =
  (scripts: PerAccount<Scripts>, clock: PacingClock = systemClock): StandIn =>
  async ({ account, answeredBy, ...asked }, run, signal) => {
    const call = currentCall.get();
    const { operationId: operation, headers = {} } = call ?? {};
    const outcome = scripts(account).takeToolCall({ ...asked, operation, headers });
    if ('refusals' in outcome) {
      const note: ScriptsNotMatchedNote = { kind: 'scripts_not_matched', tool: asked.name, scripts: outcome.refusals };
      if (outcome.refusals.length > 0) call?.note?.(note);
      return run();
    }
    const { answer } = outcome.given;
    answeredBy('script');
    call?.note?.(matchedNote({ tool: asked.name }, outcome.given));
    await clock.until(clock.now() + (answer.delay_ms ?? 0), signal);
    if (typeof answer.error === 'string') throw new ToolError(answer.error);
    return { output: answer.output ?? {} };
  };
