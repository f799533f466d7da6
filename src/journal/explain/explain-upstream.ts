import type { describeUpstream } from '../view/describe-upstream.ts';
import { short } from './explain-entry.ts';

type UpstreamCall = ReturnType<typeof describeUpstream> & { at_ms: number };

export function explainUpstream({ at_ms, dialect, model, request, response, error, total_ms }: UpstreamCall): string {
  const lines = [
    `At ${at_ms} ms a request went upstream, in the dialect ${dialect}${model ? ` for model "${model}"` : ''}: ` +
      `${request.method} ${request.url}`,
  ];
  if (request.body !== undefined) lines.push(`It said: ${short(request.body)}`);
  if (response) {
    const { status, headers_ms, bytes, chunks } = response;
    lines.push(`The upstream answered ${status} after ${headers_ms} ms, ${bytes} bytes in ${chunks.length} chunks.`);
    if (chunks.length > 0) lines.push(`It said: ${short(chunks.map(({ text }) => text).join(''))}`);
  }
  if (error !== undefined) lines.push(`It failed: ${error}`);
  if (total_ms !== undefined) lines.push(`That took ${total_ms} ms in all.`);
  return lines.join('\n');
}
