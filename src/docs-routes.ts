import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { findPageFolder } from './console/page-folder.ts';
import { notFound } from './errors.ts';
import { PACKAGE_ROOT } from './package-root.ts';

/** Where the documents that `npm run openapi` writes are kept: Vectara's API, and the emulator's own. */
export const OPENAPI_FILE = join(PACKAGE_ROOT, 'openapi/vectara-emulator.json');
export const CONTROL_OPENAPI_FILE = join(PACKAGE_ROOT, 'openapi/emulator-control.json');

const NAME = 'vectara-emulator';
const CONTROL_DOCUMENT = '/_emulator/openapi.json';

/** The files of Swagger UI that the page loads; the build puts them into `dist/docs`. */
export const SWAGGER_UI_FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'swagger-ui-standalone-preset.js'];
const TYPES: Record<string, string> = { css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml' };

/** In the package beside the bundle; from the sources in the package that brings them. */
function swaggerUiFolder(): string {
  const built = join(import.meta.dirname, 'docs');
  if (existsSync(built)) return built;
  const require = createRequire(import.meta.url);
  return join(dirname(require.resolve('@fastify/swagger-ui/package.json')), 'static');
}

/** Swagger UI over the two checked-in OpenAPI documents. Its files are read when they are asked for. */
export async function docsRoutes(app: FastifyInstance): Promise<void> {
  const icon = () => readFileSync(join(findPageFolder().page, 'icon.svg'), 'utf8');
  const made: Record<string, () => string> = {
    'swagger-initializer.js': initializer,
    'icon.svg': icon,
    'logo.svg': () => wordmark(icon()),
  };

  app.get(CONTROL_DOCUMENT, (_request, reply) =>
    reply.type('application/json').send(readFileSync(CONTROL_OPENAPI_FILE)),
  );
  app.get('/docs/json', (_request, reply) => reply.type('application/json').send(readFileSync(OPENAPI_FILE)));
  app.get('/docs', (_request, reply) => reply.type('text/html; charset=utf-8').send(PAGE));
  app.get<{ Params: { file: string } }>('/docs/static/:file', async ({ params: { file } }, reply) => {
    const make = Object.hasOwn(made, file) ? made[file] : undefined;
    if (!make && !SWAGGER_UI_FILES.includes(file)) throw notFound('File', file);
    const content = make?.() ?? readFileSync(join(swaggerUiFolder(), file));
    return reply.type(`${TYPES[file.split('.').at(-1)!]}; charset=utf-8`).send(content);
  });
}

const at = (file: string) => `/docs/static/${file}`;

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${NAME}</title>
    <link rel="icon" type="image/svg+xml" href="${at('icon.svg')}">
    <link rel="stylesheet" href="${at('swagger-ui.css')}">
    <style>
      body { margin: 0 }
      .topbar-wrapper .link { content: url("${at('logo.svg')}"); width: 200px; height: 32px }
    </style>
  </head>
  <body>
    <div id="docs"></div>
    <script src="${at('swagger-ui-bundle.js')}"></script>
    <script src="${at('swagger-ui-standalone-preset.js')}"></script>
    <script src="${at('swagger-initializer.js')}"></script>
  </body>
</html>
`;

const initializer = () => {
  const urls = [
    { name: "Vectara's API", url: '/docs/json' },
    { name: "The emulator's own API", url: CONTROL_DOCUMENT },
  ];
  return `window.ui = SwaggerUIBundle({
  dom_id: '#docs',
  deepLinking: true,
  layout: 'StandaloneLayout',
  urls: ${JSON.stringify(urls)},
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  validatorUrl: null,
});
`;
};

/** The icon with the name beside it, for the dark bar at the top. */
const wordmark = (icon: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 32" width="200" height="32">${icon.replace('<svg ', '<svg width="32" height="32" ')}<text x="42" y="22" textLength="152" lengthAdjust="spacingAndGlyphs" font-family="system-ui, sans-serif" font-size="18" fill="#fff">${NAME}</text></svg>`;
