import { drawDuration } from '../../http/faults/duration.ts';
import type { ChosenFault } from '../../http/faults/fault-source.ts';
import type { UpstreamFetch, UpstreamRequest } from '../../upstream/network/upstream-fetch.ts';
import type { UpstreamFault } from '../schema/upstream-faults-schema.ts';
import { breakBody } from './break-body.ts';
import { pause, untilAborted } from './pause.ts';
import { providerError } from './provider-error.ts';

/** A fetch whose calls fail where `choose` says so, as the network would make them fail. */
export function faultyFetch(
  inner: UpstreamFetch,
  choose: (request: UpstreamRequest) => ChosenFault<UpstreamFault> | undefined,
): UpstreamFetch {
  return async (request) => {
    const chosen = choose(request);
    if (chosen === undefined) return inner(request);
    const { fault, random } = chosen;
    const { signal, provenance } = request;
    provenance?.faults.push(fault.type);
    switch (fault.type) {
      case 'upstream_refused':
        provenance?.answeredBy('nobody');
        throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
      case 'upstream_status':
        provenance?.answeredBy('nobody');
        return providerError(request.dialect, fault);
      case 'upstream_slow_first_token': {
        const response = await inner(request);
        return { ...response, body: delayed(response.body, drawDuration(fault.ms, random), signal) };
      }
      case 'upstream_silence':
        // A provider that says nothing at all does not send a head either.
        if ((fault.after ?? 0) > 0) break;
        provenance?.answeredBy('nobody');
        return untilAborted(signal);
    }
    const response = await inner(request);
    return { ...response, body: breakBody(response, fault, signal) };
  };
}

async function* delayed(
  body: AsyncIterable<Uint8Array>,
  ms: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  await pause(ms, signal);
  yield* body;
}
