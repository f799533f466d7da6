/** Encoders on the wire (docs/behaviour/encoders.md, Encoders). */
import { type Static, type TProperties, Type } from 'typebox';
import { ListMetadata, pageQuery } from '../../http/lists.ts';
import { discriminatedUnion } from '../../http/schemas.ts';
import { RemoteAuth } from '../../upstream/llm-auth.ts';

const create = <Type extends string, Own extends TProperties>(type: Type, own: Own) =>
  Type.Object({
    type: Type.Literal(type),
    name: Type.String({ minLength: 1, maxLength: 255 }),
    description: Type.String(),
    uri: Type.String({ format: 'uri', description: 'The whole address that requests are sent to.' }),
    model: Type.String({ minLength: 1, description: "The provider's model id." }),
    output_dimensions: Type.Optional(
      Type.Integer({ minimum: 1, description: 'Asked of the provider as dimensions; left out, the model decides.' }),
    ),
    auth: Type.Optional(RemoteAuth),
    ...own,
  });

export const CreateEncoderRequest = discriminatedUnion([
  create('openai-compatible', {}),
  create('vllm-compatible', {
    image_encoding: Type.Optional(
      Type.Boolean({ default: false, description: 'Kept and shown. Parts with an image are encoded by their text.' }),
    ),
  }),
]);
export type CreateEncoderRequest = Static<typeof CreateEncoderRequest>;

export const Encoder = Type.Object({
  id: Type.String(),
  name: Type.String(),
  type: Type.String({ description: 'vectara, openai-compatible or vllm-compatible.' }),
  output_dimensions: Type.Integer(),
  description: Type.String(),
  default: Type.Boolean(),
  enabled: Type.Boolean(),
  image_encoding: Type.Boolean(),
});
export type Encoder = Static<typeof Encoder>;

export const ListEncodersQuery = Type.Object({
  filter: Type.Optional(Type.String({ description: 'Regular expression over name and description.' })),
  ...pageQuery({ default: 10, maximum: 100 }),
});
export const ListEncodersResponse = Type.Object({ encoders: Type.Array(Encoder), metadata: ListMetadata });
