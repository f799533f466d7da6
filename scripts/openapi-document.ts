import { readFileSync } from 'node:fs';
import type { OpenAPIV3 } from 'openapi-types';

/** The parts of the OpenAPI document that no route can tell. */
export function toOpenApi(): Partial<OpenAPIV3.Document> {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return {
    openapi: '3.0.3',
    info: {
      title: 'vectara-emulator',
      version,
      description: "The operations of Vectara's v2 REST API that this emulator answers.",
      license: { name: 'Apache-2.0' },
    },
    components: {
      securitySchemes: {
        ApiKeyAuth: { type: 'apiKey', in: 'header', name: 'x-api-key' },
        BearerAuth: { type: 'http', scheme: 'bearer' },
      },
    },
    security: [{ ApiKeyAuth: [] }, { BearerAuth: [] }],
  };
}
