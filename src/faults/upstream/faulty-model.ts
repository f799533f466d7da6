import type { Provenance } from '../../calls/provenance.ts';
import { drawDuration } from '../../http/faults/duration.ts';
import type { ChosenFault } from '../../http/faults/fault-source.ts';
import type { LanguageModel } from '../../upstream/language-model.ts';
import { UpstreamError } from '../../upstream/upstream-error.ts';
import type { BodyFault, UpstreamFault } from '../schema/upstream-faults-schema.ts';
import { pause } from './pause.ts';
import { statusMessage } from './provider-error.ts';

/** As long as a registered LLM may be silent when its registration does not say (reference §2.5). */
const DEFAULT_IDLE_SECONDS = 60;
const WHERE = '(built-in model)';

/** A model without a network that fails where `choose` says so, with the errors an adapter would throw. */
export function faultyModel(
  inner: LanguageModel,
  choose: () => ChosenFault<UpstreamFault> | undefined,
  provenance?: Provenance,
  idleSeconds = DEFAULT_IDLE_SECONDS,
): LanguageModel {
  return {
    async *generate(request, signal) {
      const chosen = choose();
      if (chosen === undefined) return yield* inner.generate(request, signal);
      const { fault, random } = chosen;
      provenance?.faults.push(fault.type);
      switch (fault.type) {
        case 'upstream_refused':
          provenance?.answeredBy('nobody');
          throw new UpstreamError({ kind: 'unreachable', reason: `connection refused ${WHERE}` });
        case 'upstream_status':
          provenance?.answeredBy('nobody');
          throw new UpstreamError({ kind: 'http', status: fault.code, message: statusMessage(fault) });
        case 'upstream_slow_first_token':
          await pause(drawDuration(fault.ms, random), signal);
          return yield* inner.generate(request, signal);
      }
      const after = fault.after ?? (fault.type === 'upstream_silence' ? 0 : 1);
      let arrived = 0;
      for await (const chunk of inner.generate(request, signal)) {
        // Of an answer in one piece, half would be no JSON: nothing of it can be read.
        if (arrived === after || !request.stream) await fail(fault, idleSeconds, signal);
        yield chunk;
        arrived += 1;
      }
    },
  };
}

async function fail({ type }: BodyFault, idleSeconds: number, signal: AbortSignal): Promise<never> {
  switch (type) {
    case 'upstream_silence':
      await pause(idleSeconds * 1000, signal);
      throw new UpstreamError({ kind: 'idle', seconds: idleSeconds });
    case 'upstream_malformed_chunk':
      throw new UpstreamError({ kind: 'invalid', reason: 'expected JSON, got a broken chunk' });
    case 'upstream_drop': {
      const reason = `connection closed before the answer was complete ${WHERE}`;
      throw new UpstreamError({ kind: 'unreachable', reason });
    }
  }
}
