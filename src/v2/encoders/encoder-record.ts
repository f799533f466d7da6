import type { EmbeddingsSettings } from '../../upstream/embeddings.ts';
import type { RemoteAuth } from '../../upstream/llm-auth.ts';
import type { CreateEncoderRequest, Encoder } from './encoders-schema.ts';

/** A registered encoder as it is stored, secrets included. */
export interface EncoderRecord {
  id: string;
  name: string;
  description: string;
  type: CreateEncoderRequest['type'];
  uri: string;
  model: string;
  /** What to ask the endpoint for; undefined: nothing, since many models refuse to be asked. */
  askedDimensions: number | undefined;
  /** What the endpoint gave when it was registered. */
  outputDimensions: number;
  auth: RemoteAuth | undefined;
  imageEncoding: boolean;
}

/** A create request as a record that lacks what the endpoint and the database will say. */
export function toNewEncoder(request: CreateEncoderRequest): Omit<EncoderRecord, 'id' | 'outputDimensions'> {
  const { name, description, type, uri, model, output_dimensions: askedDimensions, auth } = request;
  const imageEncoding = type === 'vllm-compatible' && (request.image_encoding ?? false);
  return { name, description, type, uri, model, askedDimensions, auth, imageEncoding };
}

/** Stored form to wire form, which has no place for the connection and its secrets. */
export const toWire = (record: EncoderRecord): Encoder => ({
  id: record.id,
  name: record.name,
  type: record.type,
  output_dimensions: record.outputDimensions,
  description: record.description,
  default: false,
  enabled: true,
  image_encoding: record.imageEncoding,
});

/** Stored form to what a call needs. `cacheKey`: distinct per account and encoder. */
export function toEmbeddingsSettings(
  { uri, model, askedDimensions, auth }: Pick<EncoderRecord, 'uri' | 'model' | 'askedDimensions' | 'auth'>,
  cacheKey: string,
): EmbeddingsSettings {
  return { uri, model, dimensions: askedDimensions, headers: {}, ...(auth ? { auth } : {}), cacheKey };
}
