import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../errors.ts';
import { createPageFiles, type PageFile, toPageFile } from './page-files.ts';
import { findPageFolder, pageDocument } from './page-folder.ts';

/** The console: a page that is a client of /v2 and /_emulator like any other. Nothing of it is read before it is visited. */
export async function consoleRoutes(app: FastifyInstance): Promise<void> {
  let files: ReturnType<typeof openFiles> | undefined;

  app.addHook('onSend', (_request, reply, payload, done) => {
    reply.headers({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    done(null, payload);
  });

  const schema = { hide: true };
  app.get('/', { schema, onRequest: browsersOnly }, (_request, reply) => reply.redirect('/console'));

  app.get('/console', { schema }, async (request, reply) => {
    files ??= openFiles();
    const { html, policy } = pageDocument(files.parts());
    reply.header('content-security-policy', policy);
    return send(request, reply, await toPageFile('text/html; charset=utf-8', Buffer.from(html)));
  });

  app.get<{ Params: { '*': string } }>('/console/*', { schema }, async (request, reply) => {
    files ??= openFiles();
    const path = request.params['*'];
    const file = await files.read(path);
    if (!file) throw new ApiError(404, `The console has no file ${path}.`);
    return send(request, reply, file);
  });
}

function openFiles() {
  const { page, libraries, parts } = findPageFolder();
  const readPage = createPageFiles(page);
  const readLibrary = new Map(Object.entries(libraries).map(([name, folder]) => [name, createPageFiles(folder)]));
  const read = (path: string): Promise<PageFile | undefined> => {
    const [first, name = '', ...rest] = path.split('/');
    if (first !== 'libraries') return readPage(path);
    return readLibrary.get(name)?.(join(...rest)) ?? Promise.resolve(undefined);
  };
  return { parts, read };
}

function send({ headers }: FastifyRequest, reply: FastifyReply, { type, body, compressed, etag }: PageFile) {
  reply.headers({ 'cache-control': 'no-cache', vary: 'accept-encoding', etag });
  if (headers['if-none-match'] === etag) return reply.code(304).send();
  reply.type(type);
  return /\bbr\b/.test(headers['accept-encoding']?.toString() ?? '')
    ? reply.header('content-encoding', 'br').send(compressed)
    : reply.send(body);
}

/** Programs that ask for `/` are told what Vectara's API would tell them. */
async function browsersOnly({ headers }: FastifyRequest, reply: FastifyReply) {
  if (!headers.accept?.includes('text/html')) reply.callNotFound();
}
