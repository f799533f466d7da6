import { messageIn } from './transport/error-message.ts';
import { parseJson, reportedError } from './transport/read-answer.ts';
import type { UpstreamAnswer } from './transport/upstream-answer.ts';
import { UpstreamError } from './upstream-error.ts';

/** Framing: https://docs.aws.amazon.com/transcribe/latest/dg/streaming-setting-up.html#streaming-event-stream */
const LONGEST_FRAME = 24 << 20;

/**
 * The JSON of each event of a Bedrock response stream: `chunk` events hold it as base64 in `bytes`. Stand-ins that put
 * it there as it is are understood too. Exceptions are UpstreamErrors.
 */
export async function* readAwsEventStream(answer: UpstreamAnswer): AsyncGenerator<string, void, undefined> {
  const { EventStreamCodec } = await import('@smithy/eventstream-codec');
  const codec = new EventStreamCodec(
    (bytes) => Buffer.from(bytes as Uint8Array).toString('utf8'),
    (text) => Buffer.from(text, 'utf8'),
  );
  for await (const frame of frames(answer.body)) {
    const { headers, body } = decode(codec, frame);
    const text = Buffer.from(body).toString('utf8');
    const kind = headers[':message-type']?.value;
    if (kind !== 'event') throw awsException(headers, text, answer);
    const { bytes } = (parseJson(text, answer) ?? {}) as { bytes?: string };
    const data = bytes === undefined ? text : Buffer.from(bytes, 'base64').toString('utf8');
    if (data.trim() !== '') yield data;
  }
}

type Codec = InstanceType<typeof import('@smithy/eventstream-codec').EventStreamCodec>;
type Headers = ReturnType<Codec['decode']>['headers'];

/** Whole frames: each begins with its own length, four bytes, big-endian. */
async function* frames(body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void, undefined> {
  let rest = Buffer.alloc(0);
  for await (const chunk of body) {
    rest = rest.length ? Buffer.concat([rest, chunk]) : Buffer.from(chunk);
    while (rest.length >= 4) {
      const length = rest.readUInt32BE(0);
      if (length < 16 || length > LONGEST_FRAME) throw notFramed();
      if (rest.length < length) break;
      yield rest.subarray(0, length);
      rest = rest.subarray(length);
    }
  }
}

function decode(codec: Codec, frame: Buffer) {
  try {
    return codec.decode(frame);
  } catch {
    throw notFramed();
  }
}

const notFramed = () => new UpstreamError({ kind: 'invalid', reason: 'expected an AWS event stream' });

function awsException(headers: Headers, text: string, answer: UpstreamAnswer): UpstreamError {
  const name = headers[':exception-type']?.value ?? headers[':error-code']?.value ?? 'error';
  const words = text ? messageIn(text) : (headers[':error-message']?.value ?? '');
  return reportedError(`${name}: ${words}`, answer);
}
