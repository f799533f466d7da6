/** As much of OpenAPI as our documents use. */
export type Json = unknown;

export interface Schema {
  type?: string | string[];
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: boolean | Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  discriminator?: { propertyName: string };
  enum?: Json[];
  default?: Json;
  format?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number | boolean;
}

export interface OpenApi {
  paths?: Record<string, Record<string, OpenApiOperation> | undefined>;
}

interface OpenApiOperation {
  operationId?: string;
  summary?: string;
  description?: string;
  requestBody?: { content?: Record<string, { schema?: Schema }> };
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: Schema }[];
}

export interface Operation {
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string | undefined;
  body: Schema | undefined;
  query: Schema | undefined;
}
