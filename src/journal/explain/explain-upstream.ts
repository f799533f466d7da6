import type { describeUpstream } from '../view/describe-upstream.ts';
import { short } from './explain-entry.ts';

/** As the journal shows it. */
export type UpstreamCall = ReturnType<typeof describeUpstream> & { at_ms: number };

const WENT: Record<NonNullable<UpstreamCall['answered_by']>, string> = {
  sent: 'was sent to the provider',
  simulated: 'was not sent: the emulator answered it in the provider’s place (simulated)',
  replayed: 'was not sent: a recording answered it (replayed)',
  scripted: 'was not sent: a script answered it',
  'built-in': 'was not sent: the built-in model answered it',
  nobody: 'was not sent, and nobody answered it',
};

export function explainUpstream(call: UpstreamCall): string {
  const { at_ms, dialect, model, answered_by, request, response, error, total_ms } = call;
  const target = `${request.method} ${request.url}`;
  const went = answered_by ? WENT[answered_by] : 'has not been sent yet';
  const lines = [
    `At ${at_ms} ms a request in the dialect ${dialect}${model ? ` for model "${model}"` : ''} ${went}: ${target}`,
  ];
  if (request.body !== undefined) lines.push(`It said: ${short(request.body)}`);
  if (response) {
    const { status, headers_ms, bytes, chunks } = response;
    lines.push(
      `${answered_by === 'sent' ? 'The upstream' : 'The answer was'} ${answered_by === 'sent' ? `answered ${status}` : status} after ${headers_ms} ms, ${bytes} bytes in ${chunks.length} chunks.`,
    );
    if (chunks.length > 0) lines.push(`It said: ${short(chunks.map(({ text }) => text).join(''))}`);
  }
  if (error !== undefined) lines.push(`It failed: ${error}`);
  if (total_ms !== undefined) lines.push(`That took ${total_ms} ms in all.`);
  return lines.join('\n');
}
