import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { findPageFolder } from './console/page-folder.ts';
import { REQUEST_ID } from './http/request-id.ts';
import { PACKAGE_ROOT } from './package-root.ts';

/** Where the documents that `npm run openapi` writes are kept: Vectara's API, and the emulator's own. */
export const OPENAPI_FILE = join(PACKAGE_ROOT, 'openapi/vectara-emulator.json');
export const CONTROL_OPENAPI_FILE = join(PACKAGE_ROOT, 'openapi/emulator-control.json');

const NAME = 'vectara-emulator';
const CONTROL_DOCUMENT = '/_emulator/openapi.json';

/**
 * Swagger UI over the two checked-in OpenAPI documents. It is a server of its own inside this one, built by the first
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
  app.get(CONTROL_DOCUMENT, (_request, reply) =>
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
  const icon = readFileSync(join(findPageFolder().page, 'icon.svg'), 'utf8');
  await docs.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: {
      urls: [
        { name: "Vectara's API", url: '/docs/json' },
        { name: "The emulator's own API", url: CONTROL_DOCUMENT },
      ],
    },
    theme: {
      title: NAME,
      favicon: [{ filename: 'icon.svg', rel: 'icon', sizes: 'any', type: 'image/svg+xml', content: icon }],
    },
    logo: { type: 'image/svg+xml', content: wordmark(icon), href: '/docs' },
  });
  await docs.ready();
  return docs;
}

/** The icon with the name beside it, for the dark bar at the top. */
const wordmark = (icon: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 32" width="200" height="32">${icon.replace('<svg ', '<svg width="32" height="32" ')}<text x="42" y="22" textLength="152" lengthAdjust="spacingAndGlyphs" font-family="system-ui, sans-serif" font-size="18" fill="#fff">${NAME}</text></svg>`;
