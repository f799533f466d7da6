import { pipeline } from 'node:stream';
import {
  type BrotliDecompress,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
  type Gunzip,
  type Inflate,
  type ZstdDecompress,
} from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { ApiError } from '../errors.ts';

type Decoder = Gunzip | Inflate | BrotliDecompress | ZstdDecompress;

const DECODERS: Record<string, () => Decoder> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};
const KNOWN = 'gzip, deflate, br, zstd';

/**
 * Reads compressed bodies. The limit of a body is that of what it becomes. Throws 415 for what is not known here, for two
 * encodings at once, and for forms, which nobody compresses; a body that is not what it says is a 400, as a malformed one is.
 */
export function registerContentEncoding(app: FastifyInstance): void {
  app.addHook('preParsing', (request, reply, payload, done) => {
    const { 'content-encoding': encoding = 'identity', 'content-type': type = '' } = request.headers;
    const name = encoding.trim().toLowerCase();
    if (name === 'identity' || name === '') return done(null, payload);
    const create = Object.hasOwn(DECODERS, name) ? DECODERS[name] : undefined;
    if (!create || type.startsWith('multipart/')) return done(notDecoded(encoding, type));
    let encodedLength = 0;
    payload.on('data', (chunk: Buffer) => {
      encodedLength += chunk.length;
    });
    const decoded = create();
    decoded.prependListener('error', (error) => {
      error.message = `The request body is not valid ${name}.`;
    });
    // What is told of its end is the decoder's.
    pipeline(payload, decoded, () => {});
    reply.raw.once('close', () => decoded.destroy());
    // Fastify compares it with the Content-Length.
    Object.defineProperty(decoded, 'receivedEncodedLength', { get: () => encodedLength });
    done(null, decoded);
  });
}

const notDecoded = (encoding: string, type: string) =>
  new ApiError(
    415,
    type.startsWith('multipart/')
      ? 'A form cannot be compressed as a whole; send it without Content-Encoding.'
      : `The Content-Encoding "${encoding.slice(0, 100)}" is not known here. Known: ${KNOWN}.`,
    { headers: { 'accept-encoding': KNOWN } },
  );
