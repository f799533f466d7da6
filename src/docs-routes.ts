import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { REQUEST_ID } from './http/request-id.ts';
import { PACKAGE_ROOT } from './package-root.ts';

/** Where the documents that `npm run openapi` writes are kept: Vectara's API, and the emulator's own. */
export const OPENAPI_FILE = join(PACKAGE_ROOT, 'openapi/vectara-emulator.json');
export const CONTROL_OPENAPI_FILE = join(PACKAGE_ROOT, 'openapi/emulator-control.json');

/**
 * Swagger UI over the checked-in OpenAPI document. It is a server of its own inside this one, built by the first
 * visit, so that nobody waits for it at start.
 */
export async function docsRoutes(app: FastifyInstance): Promise<void> {
  let docs: Promise<FastifyInstance> | undefined;
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    docs ??= openDocs();
    const { routing } = await docs.catch((error) => {
      docs = undefined;
      throw error;
    });
    reply.hijack();
    reply.raw.setHeader(REQUEST_ID, request.id);
    routing(request.raw, reply.raw);
  };
  app.get('/_emulator/openapi.json', (_request, reply) =>
    reply.type('application/json').send(readFileSync(CONTROL_OPENAPI_FILE)),
  );
  app.get('/docs', handler);
  app.get('/docs/*', handler);
  app.addHook('onClose', async () => (await docs?.catch(() => undefined))?.close());
}

async function openDocs(): Promise<FastifyInstance> {
  const [{ default: swagger }, { default: swaggerUi }] = await Promise.all([
    import('@fastify/swagger'),
    import('@fastify/swagger-ui'),
  ]);
  const docs = Fastify();
  await docs.register(swagger, {
    mode: 'static',
    specification: { document: JSON.parse(readFileSync(OPENAPI_FILE, 'utf8')) },
  });
  await docs.register(swaggerUi, { routePrefix: '/docs' });
  await docs.ready();
  return docs;
}
